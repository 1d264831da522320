//! The firm that uses Sextant.

use crate::{Id, entity};

entity! {
    /// Who sells, as quotes and orders say it. There is one record, [`seller_id`].
    Seller = "seller" / "sellers", scope Workspace, write Managers {
        /// What the firm is called, as in the register.
        NAME = "name": Text(200) [required, title, list];
        /// Postal address.
        ADDRESS = "address": Address [list];
        /// Number for value added tax.
        TAX_NUMBER = "tax_number": Text(60) [list];
        /// Number in the register of companies.
        REGISTRATION = "registration": Text(100);
        /// E-mail address for customers.
        EMAIL = "email": Email [list];
        /// Telephone.
        PHONE = "phone": Phone;
    }
}

/// The id of the one record: whoever makes it, on however many devices, makes the same.
pub fn seller_id() -> Id {
    Id::named("seller")
}
