# Words of orders.

empty-why-order = What customers have bought. Accept a quote, and its order stands here.
orders-gone = This order is not here
orders-back = Go to orders
orders-now = Now
orders-now-of = How many { $product } now
orders-deliver = Deliver
orders-cancel = Cancel these quantities
orders-nothing-meant = Say how many, at one line at least.
orders-said-delivered = Delivered
orders-said-cancelled = Cancelled
orders-json = Save as JSON
orders-ubl = Save as UBL
