# Messages of search.
