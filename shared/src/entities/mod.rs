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
mod role;
mod saved_view;
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
pub use role::Role;
pub use saved_view::SavedView;
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
