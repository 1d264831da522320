# Messages of import.
