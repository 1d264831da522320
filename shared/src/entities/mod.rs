//! The built-in entities: one file each, three lines here.

mod acceptance;
mod account;
mod activity;
mod approval;
mod approval_rule;
mod article;
mod article_category;
mod attention;
mod bundle;
mod bundle_part;
mod contact;
mod discount_rule;
mod email;
mod lead;
mod lead_route;
mod note;
mod opportunity;
mod order;
mod order_line;
mod pipeline;
mod price;
mod price_book;
mod product;
mod product_family;
mod product_model;
mod product_relation;
mod quote;
mod quote_line;
mod quote_link;
mod quote_template;
mod role;
mod saved_view;
mod seller;
mod specification;
mod stage;
mod surcharge;
mod task;
pub mod tax;
mod team;
mod user;

pub use acceptance::Acceptance;
pub use account::Account;
pub use activity::Activity;
pub use approval::Approval;
pub use approval_rule::ApprovalRule;
pub use article::Article;
pub use article_category::ArticleCategory;
pub use attention::Attention;
pub use bundle::Bundle;
pub use bundle_part::BundlePart;
pub use contact::Contact;
pub use discount_rule::DiscountRule;
pub use email::Email;
pub use lead::Lead;
pub use lead_route::LeadRoute;
pub use note::Note;
pub use opportunity::Opportunity;
pub use order::Order;
pub use order_line::OrderLine;
pub use pipeline::Pipeline;
pub use price::Price;
pub use price_book::PriceBook;
pub use product::Product;
pub use product_family::ProductFamily;
pub use product_model::ProductModel;
pub use product_relation::ProductRelation;
pub use quote::{DRAFT, Quote};
pub use quote_line::QuoteLine;
pub use quote_link::QuoteLink;
pub use quote_template::QuoteTemplate;
pub use role::Role;
pub use saved_view::SavedView;
pub use seller::{Seller, seller_id};
pub use specification::Specification;
pub use stage::Stage;
pub use surcharge::Surcharge;
pub use task::Task;
pub use team::Team;
pub use user::User;

use crate::schema::EntityDef;

/// Definitions of all built-in entities, in the order of menus.
pub fn all() -> Vec<EntityDef> {
    vec![
        Account::definition(),
        Contact::definition(),
        Lead::definition(),
        Opportunity::definition(),
        Activity::definition(),
        Task::definition(),
        Email::definition(),
        Note::definition(),
        Quote::definition(),
        QuoteLine::definition(),
        QuoteLink::definition(),
        Acceptance::definition(),
        Order::definition(),
        OrderLine::definition(),
        Approval::definition(),
        Product::definition(),
        ProductFamily::definition(),
        Specification::definition(),
        ProductRelation::definition(),
        ProductModel::definition(),
        PriceBook::definition(),
        Price::definition(),
        Surcharge::definition(),
        Bundle::definition(),
        BundlePart::definition(),
        DiscountRule::definition(),
        ApprovalRule::definition(),
        LeadRoute::definition(),
        Article::definition(),
        ArticleCategory::definition(),
        Seller::definition(),
        QuoteTemplate::definition(),
        Pipeline::definition(),
        Stage::definition(),
        Team::definition(),
        User::definition(),
        Role::definition(),
        SavedView::definition(),
        Attention::definition(),
    ]
}
