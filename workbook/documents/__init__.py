"""Documents that leave the notebook: printable variants, expert sheets, protocols, score tables (XLSX and DOCX).

Apart from `display` because a document is bytes to be saved and signed, and from `publish` because live pages offer the
same files. Each module is one document and is imported by its name; nothing is imported here, so that a page pays only
for what it offers.
"""
