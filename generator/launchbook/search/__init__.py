"""What the search box finds: records made from rows, in the form that the theme's search reads."""
