"""Small wrong edits of the project, one at a time, that the fast tests have to notice."""
