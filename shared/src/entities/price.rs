//! Prices: what a product costs in a book, from a quantity on.

use crate::entity;

entity! {
    /// The price of a product in a book. Further ones for the same product, from a quantity on, are its tiers.
    Price = "price" / "prices", scope Owned, write Managers {
        /// What people see in lists; the product's name unless said.
        NAME = "name": Text(200) [title, search];
        /// The book.
        BOOK = "book": Link("price_book") [required, list];
        /// The product.
        PRODUCT = "product": Link("product") [required, list];
        /// The price, in the book's currency. May be finer than its smallest coin.
        AMOUNT = "amount": Money [required, list];
        /// The price counts from this quantity on; for any where nothing is said.
        FROM = "from": Number(0.0, 1e9) [list];
        /// How many units it is for: 100 for screws by the hundred.
        PER = "per": Number(0.000_001, 1e9);
        /// How the tiers work; said at the price without a quantity.
        TIERS = "tiers": Choice(&["volume", "graduated"]);
        /// As the book's.
        OWNER = "owner": Link("user") [careful];
        /// As the book's.
        TEAM = "team": Link("team") [careful];
    }
    part of "book"
}
