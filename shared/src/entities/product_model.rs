//! How a product is configured.

use crate::entity;

entity! {
    /// A version of a product's model. Quotes name a model and the hash of its source, so what has been published
    /// stays as it is for ever: who wants it otherwise makes a new version, who wants it gone withdraws it.
    ProductModel = "product_model" / "product_models", scope Workspace, write Managers {
        /// What is new in it.
        NOTE = "note": Text(200) [title, list, search];
        /// Product that it configures.
        PRODUCT = "product": Link("product") [required, list];
        /// Counts up for a product. Two devices may give one number twice; the record's id tells them apart.
        VERSION = "version": Number(1.0, 1e6) [required, list];
        /// Drafts are worked on, the latest published version is offered, withdrawn ones serve old quotes only.
        STATUS = "status": Choice(&["draft", "published", "withdrawn"]) [required, list];
        /// The model in the JSON form that `docs/product-models.md` describes.
        SOURCE = "source": LongText [required, whole];
    }
    sealed "status" beyond ["draft"] but ["status"]
}
