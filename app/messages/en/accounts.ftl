# Messages of accounts.
