"""Equating of variants and years: is the new form harder, by how many points, and may scores be converted at all."""
