# Messages of products.
