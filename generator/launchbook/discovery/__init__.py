"""Finds sections, views, rules and exports by scanning folders, and reads the catalogues beside them."""
