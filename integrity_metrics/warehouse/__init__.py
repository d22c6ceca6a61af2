"""The warehouse: engine, query files, the scope applied on the syntax tree, contract check, publishing."""
