//! The built-in entities: one file each, one line here.

mod account;
mod activity;
mod article;
mod article_category;
mod attention;
mod contact;
mod note;
mod opportunity;
mod pipeline;
mod product;
mod product_family;
mod product_model;
mod product_relation;
mod role;
mod saved_view;
mod specification;
mod stage;
mod task;
mod team;
mod user;

pub use account::Account;
pub use activity::Activity;
pub use article::Article;
pub use article_category::ArticleCategory;
pub use attention::Attention;
pub use contact::Contact;
pub use note::Note;
pub use opportunity::Opportunity;
pub use pipeline::Pipeline;
pub use product::Product;
pub use product_family::ProductFamily;
pub use product_model::ProductModel;
pub use product_relation::ProductRelation;
pub use role::Role;
pub use saved_view::SavedView;
pub use specification::Specification;
pub use stage::Stage;
pub use task::Task;
pub use team::Team;
pub use user::User;

use crate::schema::EntityDef;

/// Definitions of all built-in entities, in the order of menus.
pub fn all() -> Vec<EntityDef> {
    vec![
        Account::definition(),
        Contact::definition(),
        Opportunity::definition(),
        Activity::definition(),
        Task::definition(),
        Note::definition(),
        Product::definition(),
        ProductFamily::definition(),
        Specification::definition(),
        ProductRelation::definition(),
        ProductModel::definition(),
        Article::definition(),
        ArticleCategory::definition(),
        Pipeline::definition(),
        Stage::definition(),
        Team::definition(),
        User::definition(),
        Role::definition(),
        SavedView::definition(),
        Attention::definition(),
    ]
}
