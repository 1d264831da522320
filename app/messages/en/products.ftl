# Words of products.

product-empty-why = What you sell, with its price. Deals name a product, and the knowledge base explains it.
