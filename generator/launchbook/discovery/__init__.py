"""The room above sections, views and rules: it finds them by scanning folders, and reads the catalogues beside them."""
