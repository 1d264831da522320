//! The knowledge base.

use crate::{
    Problem, Record, entity,
    rules::{Access, Role},
    schema::Attempt,
};

entity! {
    /// An article of the knowledge base.
    Article = "article" / "articles", scope Article, write Members {
        /// Its heading.
        TITLE = "title": Text(200) [required, title, list, search];
        /// The text, in Markdown.
        BODY = "body": LongText [search];
        /// Where it stands in the knowledge base.
        CATEGORY = "category": Link("article_category") [list];
        /// Drafts are seen by their owner and by those who publish.
        STATUS = "status": Choice(&["draft", "published"]) [required, list];
        /// Roles that may read it; everybody while empty.
        ROLES = "roles": MultiChoice(&["owner", "admin", "manager", "rep", "read_only"]);
        /// Teams that may read it; everybody while empty.
        TEAMS = "teams": Links("team");
        /// Products that it is about.
        PRODUCTS = "products": Links("product") [list];
        /// Words to find it by.
        KEYWORDS = "keywords": Text(300) [search];
        /// When somebody should check that it is still right.
        REVIEW_ON = "review_on": Date [list];
        /// Person who keeps it.
        OWNER = "owner": Link("user") [list, careful];
    }
    guards [is_kept_by_its_keepers]
}

impl Article {
    /// Whether a person may publish or withdraw an article, say who reads it, and change it while it is published: its
    /// owner, its author, and those who publish.
    pub fn is_kept_by(article: &Record, access: &Access) -> bool {
        let own = article.get(Self::OWNER) == Some(access.user) || article.created.by == access.user;
        own || access.role <= Role::Manager
    }
}

/// What everybody reads is not for everybody to empty or to hide. Anybody who may write can still sort it in.
fn is_kept_by_its_keepers(attempt: &Attempt<'_>) -> Option<Problem> {
    let before = attempt.before.filter(|before| !Article::is_kept_by(before, attempt.access))?;
    let published = before.get(Article::STATUS) == Some("published");
    let always = [Article::STATUS.id, Article::ROLES.id, Article::TEAMS.id, Article::OWNER.id];
    let text = [Article::TITLE.id, Article::BODY.id].into_iter().filter(|_| published);
    let field = always.into_iter().chain(text).find(|field| attempt.changes(field))?;
    Some(Problem::of(field, "problem-article-kept"))
}
