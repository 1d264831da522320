# Words of products.

empty-why-product = What you sell, with its price. Deals name a product, and the knowledge base explains it.
