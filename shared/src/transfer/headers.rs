//! Names that columns have in exports of other systems. Data only; [`super::suggest()`] reads it.
//!
//! Names are compared by letters and digits alone. Within a target, earlier names win.

/// Words before ` - ` in combined exports, and the entity that they mean.
pub(super) const PREFIXES: &[(&str, &str)] = &[
    ("person", "contact"),
    ("contact", "contact"),
    ("organization", "account"),
    ("organisation", "account"),
    ("company", "account"),
    ("account", "account"),
    ("deal", "opportunity"),
    ("opportunity", "opportunity"),
    ("activity", "activity"),
    ("note", "note"),
    ("product", "product"),
];

/// How a row of one entity reaches another: (entity, other entity, link).
pub(super) const PATHS: &[(&str, &str, &str)] = &[
    ("opportunity", "account", "account"),
    ("opportunity", "contact", "contacts"),
    ("opportunity", "product", "product"),
    ("contact", "account", "account"),
    ("activity", "account", "account"),
    ("activity", "contact", "contacts"),
    ("activity", "opportunity", "opportunity"),
    ("note", "account", "account"),
    ("note", "contact", "contact"),
    ("note", "opportunity", "opportunity"),
    ("task", "account", "account"),
    ("task", "contact", "contact"),
    ("task", "opportunity", "opportunity"),
];

/// A target and the names of its columns, separated by `|`.
///
/// A target that ends in `+` is filled by all of its columns beside the main one (a middle name).
/// `@` names a group of address columns, of which one is taken.
pub(super) type Names = (&'static str, &'static str);

const OWNERS: &str = "owner|account owner|contact owner|company owner|deal owner|opportunity owner|owner name\
    |sales agent|sales rep|sales representative|salesperson|account manager|assigned to|responsible";
const COMPANIES: &str = "company|account name|company name|organization name|organization 1 name|organization\
    |organisation|organisation name|associated company|primary company|employer|firm|customer|customer name|client|account";
const NOTES: &str = "description|notes|note|comments|comment|remarks|about|note content";

/// Columns by entity.
pub(super) const COLUMNS: &[(&str, &[Names])] = &[
    ("account", ACCOUNT),
    ("contact", CONTACT),
    ("opportunity", OPPORTUNITY),
    ("product", PRODUCT),
    ("user", USER),
    ("activity", ACTIVITY),
    ("task", TASK),
    ("note", NOTE),
    ("article", ARTICLE),
    ("team", TEAM),
];

const ACCOUNT: &[Names] = &[
    (
        "name",
        "account name|company name|organization name|organisation name|company|organization|organisation|account\
        |firm|customer name|customer|client|business name|name|trading name",
    ),
    // The other system's id comes first: parents refer to it, and it tells two firms of one name apart.
    ("number", "id|account id|company id|record id|customer id|organization id|account number|customer number|number"),
    (
        "parent",
        "parent account|parent company|parent|subsidiary of|parent organization|parent id|parent account id\
        |belongs to|group",
    ),
    ("sector", "sector|industry|line of business|industry description|sic desc|naics desc|branch"),
    ("lifecycle", "lifecycle|lifecycle stage|type|account type|relationship"),
    ("revenue", "annual revenue|revenue|yearly revenue|turnover|sales volume"),
    ("revenue.currency", "currency|currency iso code|account currency|revenue currency"),
    ("employees", "number of employees|employees|employee count|headcount|company size|staff|no of employees"),
    ("founded", "year founded|year established|founded|year started|established|founding year"),
    ("website", "website|website url|web site|web page|url|homepage|company domain name|domain|website 1 value"),
    ("phone", "phone|phone number|main phone|company phone|telephone|switchboard|phone 1 value"),
    ("location", "location|office location|headquarters|hq|head office"),
    ("address@billing", "billing address"),
    ("address.street@billing", "billing street|billing address line 1"),
    ("address.street@billing+", "billing street 2|billing street 3|billing address line 2|billing address line 3"),
    ("address.city@billing", "billing city"),
    ("address.region@billing", "billing state province|billing state|billing region"),
    ("address.postal_code@billing", "billing postal code|billing zip|billing zip postal code"),
    ("address.country@billing", "billing country"),
    ("address@plain", "address|full address|postal address"),
    ("address.street@plain", "street|street address|address line 1|address 1 street|address 1"),
    ("address.street@plain+", "street 2|address line 2|address 2|address 1 extended address|address 1 po box"),
    ("address.city@plain", "city|town|address 1 city"),
    ("address.region@plain", "state region|state|region|province|county|address 1 region"),
    ("address.postal_code@plain", "postal code|zip|zip code|postcode|zip postal code|address 1 postal code"),
    ("address.country@plain", "country region|country|address 1 country"),
    ("address@shipping", "shipping address"),
    ("address.street@shipping", "shipping street"),
    ("address.city@shipping", "shipping city"),
    ("address.region@shipping", "shipping state province|shipping state|shipping region"),
    ("address.postal_code@shipping", "shipping postal code|shipping zip"),
    ("address.country@shipping", "shipping country"),
    ("source", "account source|source|lead source|original source"),
    ("owner", OWNERS),
    ("description", NOTES),
];

const CONTACT: &[Names] = &[
    ("first_name", "first name|given name|forename|firstname|christian name"),
    ("first_name+", "middle name|additional name"),
    ("last_name", "last name|family name|surname|lastname|second name"),
    ("last_name+", "name suffix|suffix"),
    ("name", "name|full name|contact name|contact|person|display name"),
    ("account", COMPANIES),
    ("title", "job title|organization title|organization 1 title|position|title|occupation|profession|function"),
    ("department", "department|organization department|organization 1 department"),
    (
        "email",
        "email|e mail address|email address|email work|e mail 1 value|primary email|work email|e mail|email home",
    ),
    (
        "phone",
        "business phone|work phone|phone|phone number|primary phone|phone 1 value|telephone|direct phone\
        |company main phone|home phone|other phone|phone work",
    ),
    ("mobile", "mobile phone|mobile|mobile phone number|cell phone|cell|phone mobile|car phone"),
    ("address@business", "business address"),
    ("address.street@business", "business street|work street"),
    ("address.street@business+", "business street 2|business street 3|business address po box"),
    ("address.city@business", "business city|work city"),
    ("address.region@business", "business state|work state"),
    ("address.postal_code@business", "business postal code|work postal code"),
    ("address.country@business", "business country region|business country|work country"),
    ("address@plain", "address|full address|postal address|mailing address|address 1 formatted"),
    ("address.street@plain", "street|street address|address line 1|address 1 street|mailing street|address 1"),
    ("address.street@plain+", "street 2|address line 2|address 2|address 1 extended address|address 1 po box"),
    ("address.city@plain", "city|town|address 1 city|mailing city"),
    (
        "address.region@plain",
        "state region|state|region|province|county|address 1 region|mailing state province|mailing state",
    ),
    (
        "address.postal_code@plain",
        "postal code|zip|zip code|postcode|address 1 postal code|mailing postal code|mailing zip postal code",
    ),
    ("address.country@plain", "country region|country|address 1 country|mailing country"),
    ("address@home", "home address"),
    ("address.street@home", "home street"),
    ("address.street@home+", "home street 2|home street 3|home address po box"),
    ("address.city@home", "home city"),
    ("address.region@home", "home state"),
    ("address.postal_code@home", "home postal code"),
    ("address.country@home", "home country region|home country"),
    ("address@other", "other address"),
    ("address.street@other", "other street"),
    ("address.street@other+", "other street 2|other street 3|other address po box"),
    ("address.city@other", "other city"),
    ("address.region@other", "other state"),
    ("address.postal_code@other", "other postal code"),
    ("address.country@other", "other country region|other country"),
    ("birthday", "birthday|birthdate|date of birth|birth date|dob"),
    ("source", "lead source|source|contact source|original source|referred by"),
    ("owner", OWNERS),
    ("description", NOTES),
];

const OPPORTUNITY: &[Names] = &[
    ("name", "opportunity name|deal name|deal title|name|title|opportunity|deal"),
    ("number", "opportunity id|deal id|opportunity number|deal number|record id|id|number"),
    ("account", COMPANIES),
    ("contacts", "primary contact|contact|contact name|contact person|associated contact|person|persons"),
    ("pipeline", "pipeline|sales pipeline|pipeline name|record type"),
    ("stage", "stage|deal stage|sales stage|stage name|status|phase"),
    ("amount", "amount|deal value|close value|value|opportunity amount|deal amount|expected revenue|total"),
    ("amount.currency", "currency|currency iso code|deal currency|deal currency of value|currency code"),
    ("probability", "probability|deal probability|win probability|probability percent"),
    ("close_date", "close date|expected close date|closed on|closed date|won date|decision date"),
    ("opened_on", "opened on|open date|engage date|start date|created date|create date|deal created|created on"),
    ("product", "product|product name|products"),
    ("forecast_category", "forecast category|forecast"),
    ("next_step", "next step|next action"),
    ("reason", "reason|closed lost reason|lost reason|loss reason|closed won reason|win loss reason"),
    ("competitors", "competitors|competitor|main competitor"),
    ("source", "lead source|source|source origin|original source"),
    ("owner", OWNERS),
    ("description", NOTES),
];

const PRODUCT: &[Names] = &[
    ("name", "product name|product|name|item|item name|title"),
    ("code", "product code|sku|code|model number|item number|article number|part number"),
    ("family", "product family|family|series|product series|product line|category|product category"),
    ("price", "list price|sales price|unit price|price|suggested retail price|standard price|prices"),
    ("price.currency", "currency|currency iso code|price currency|currency code"),
    ("active", "active|is active|available"),
    ("description", "description|product description|notes"),
];

const USER: &[Names] = &[
    ("name", "sales agent|agent|sales rep|sales representative|salesperson|user name|full name|employee|user|name|rep"),
    ("email", "email|e mail|email address|work email|login"),
    ("role", "role|user role|profile"),
    ("team", "team|team name|sales team|group"),
    ("team.manager", "manager|sales manager|team leader|team lead|reports to|supervisor"),
    ("team.parent", "regional office|region|office|territory|area|division"),
    ("active", "active|is active|enabled"),
];

const TEAM: &[Names] = &[
    ("name", "team|team name|name"),
    ("manager", "manager|team leader|team lead|sales manager"),
    ("parent", "parent|parent team|region|regional office|division"),
];

const ACTIVITY: &[Names] = &[
    ("subject", "activity subject|subject|title|name|activity"),
    ("kind", "kind|type|activity type"),
    ("at", "when|activity date|start date|date|start|due date|at|start time"),
    ("minutes", "minutes|duration|duration minutes"),
    ("direction", "direction|call direction"),
    ("outcome", "outcome|call outcome|result"),
    ("account", COMPANIES),
    ("contacts", "contacts|contact|contact name|person|attendees"),
    ("opportunity", "opportunity|deal|opportunity name|deal title|related deal"),
    ("owner", OWNERS),
    ("body", "body|description|notes|note|comments|details"),
];

const TASK: &[Names] = &[
    ("subject", "subject|task|title|name|to do"),
    ("due", "due|due date|deadline|date"),
    ("priority", "priority"),
    ("done", "done|completed|is closed|complete"),
    ("account", COMPANIES),
    ("contact", "contact|contact name|person"),
    ("opportunity", "opportunity|deal|opportunity name|deal title"),
    ("owner", OWNERS),
    ("description", "description|notes|note|comments|details|body"),
];

const NOTE: &[Names] = &[
    ("title", "title|subject|heading"),
    ("body", "content|body|note|note content|notes|text|note body"),
    ("account", COMPANIES),
    ("contact", "contact|contact name|person"),
    ("opportunity", "opportunity|deal|opportunity name|deal title"),
    ("pinned", "pinned"),
    ("owner", OWNERS),
];

const ARTICLE: &[Names] = &[
    ("title", "title|article title|subject|heading|name|question"),
    ("body", "body|content|text|article|answer|article body"),
    ("category", "category|article category|section|folder"),
    ("status", "status|state"),
    ("products", "products|product"),
    ("keywords", "keywords|tags|labels"),
    ("review_on", "review on|review date|next review"),
    ("owner", OWNERS),
];

/// Known columns that are left out, by reason.
pub(super) const IGNORED: &[(&str, &str)] = &[
    (
        "import-ignored-system-id",
        "id|record id|master record id|parent id|owner id|created by id|last modified by id|jigsaw|jigsaw company id\
        |associated company ids|associated deal ids|associated contact ids|opportunity product id|product id|account id\
        |contact id|lead id|organizational id number|duns number|user id|record type id",
    ),
    (
        "import-ignored-bookkeeping",
        "created date|create date|last modified date|system modstamp|last viewed date|last referenced date\
        |last activity date|last activity|is deleted|clean status|photo url|created by|last modified by|update time|add time\
        |internet free busy|sensitivity|directory server|private|modified on|created on",
    ),
    (
        "import-ignored-label",
        "email 1 label|phone 1 label|address 1 label|event 1 label|relation 1 label|website 1 label|custom field 1 label\
        |organization 1 type",
    ),
    ("import-ignored-computed", "is won|is closed|file as|initials|weighted value|age|deal weighted value"),
    (
        "import-ignored-other-entity",
        "associated deal|associated deals|next appointment date|activity subject|activity due date|note content|deal title\
        |deal value|person name|quantity|sales price|product unit|associated contacts",
    ),
    (
        "import-ignored-no-field",
        "fax|home fax|business fax|other fax|pager|telex|isdn|radio phone|tty tdd phone|callback|assistants phone\
        |assistants name|managers name|spouse|children|gender|anniversary|hobby|mileage|billing information|language\
        |location|office location|nickname|short name|maiden name|name prefix|phonetic first name|phonetic middle name\
        |phonetic last name|yomi name|given name yomi|additional name yomi|family name yomi|priority|subject|user 1|user 2\
        |user 3|user 4|keywords|categories|labels|group membership|event 1 value|relation 1 value|website 1 value\
        |custom field 1 value|web page|lead status|contact type|lifecycle stage|stage of journey|sic|naics code|ownership\
        |ticker symbol|rating|site|tradestyle|billing latitude|billing longitude|billing geocode accuracy\
        |shipping latitude|shipping longitude|shipping geocode accuracy|unit",
    ),
];

/// Entities that a file which also fits another one is rarely for.
pub(super) const RARE: &[&str] = &["activity", "task", "note", "article"];

/// How rows are recognised, and what fills fields that files do not have.
pub(super) struct Habits {
    pub(super) entity: &'static str,
    pub(super) matches: &'static [&'static str],
    pub(super) links: &'static [(&'static str, super::LinkPolicy)],
    pub(super) defaults: &'static [(&'static str, &'static [&'static str])],
}

use super::LinkPolicy::{Create, MustExist};

/// Habits by entity; other entities are recognised by their title.
pub(super) const HABITS: &[Habits] = &[
    Habits { entity: "account", matches: &["number", "name"], links: &[("owner", MustExist)], defaults: &[] },
    Habits { entity: "contact", matches: &["email", "name+account"], links: &[("owner", MustExist)], defaults: &[] },
    Habits {
        entity: "opportunity",
        matches: &["number", "name+account"],
        links: &[("owner", MustExist), ("stage", MustExist), ("pipeline", MustExist)],
        defaults: &[
            ("name", &["{account} – {product}", "{account}", "{product}", "{number}"]),
            ("stage", &["{first}"]),
            ("pipeline", &["{stage.pipeline}"]),
            ("probability", &["{stage.probability}"]),
        ],
    },
    Habits {
        entity: "product",
        matches: &["code", "name"],
        links: &[("family", Create)],
        defaults: &[("active", &["yes"])],
    },
    Habits { entity: "specification", matches: &["product+name"], links: &[("product", MustExist)], defaults: &[] },
    Habits {
        entity: "product_relation",
        matches: &["from+kind+to"],
        links: &[("from", MustExist), ("to", MustExist)],
        defaults: &[],
    },
    Habits {
        entity: "user",
        matches: &["email", "name"],
        links: &[("role", MustExist), ("team", Create), ("team.manager", Create), ("team.parent", Create)],
        defaults: &[("role", &["rep"]), ("team.manager.role", &["manager"])],
    },
    Habits { entity: "team", matches: &["name"], links: &[("manager", MustExist)], defaults: &[] },
    Habits {
        entity: "activity",
        matches: &["subject+at+account"],
        links: &[("owner", MustExist)],
        defaults: &[("kind", &["call"])],
    },
    Habits { entity: "task", matches: &["subject+due+account"], links: &[("owner", MustExist)], defaults: &[] },
    Habits { entity: "note", matches: &["title+body+account"], links: &[("owner", MustExist)], defaults: &[] },
    Habits {
        entity: "article",
        matches: &["title"],
        links: &[("owner", MustExist), ("category", Create)],
        defaults: &[("status", &["draft"])],
    },
];
