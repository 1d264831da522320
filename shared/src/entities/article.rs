//! The knowledge base.

use crate::entity;

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
}
