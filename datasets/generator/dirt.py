"""dirt"""
from generator.writing import write_school
from generator.stories import Style
def write_dirty(folder, tables, listing):
    write_school(folder, tables, Style())
