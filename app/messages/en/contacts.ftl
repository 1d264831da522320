# Messages of contacts.
