# Entities, their fields and choices. One block per entity; keys follow the schema's ids.

## account
entity-account = Account
entity-account-plural = Accounts
account-name = Name
account-number = Account number
account-parent = Parent account
account-sector = Sector
account-lifecycle = Lifecycle
account-lifecycle-prospect = Prospect
account-lifecycle-customer = Customer
account-lifecycle-lapsed = Lapsed
account-lifecycle-partner = Partner
account-revenue = Revenue
account-employees = Employees
account-founded = Year founded
account-website = Web site
account-phone = Phone
account-location = Location
account-address = Address
account-source = Source
account-owner = Owner
account-team = Team
account-description = Description

## contact
entity-contact = Contact
entity-contact-plural = Contacts
contact-name = Name
contact-first-name = First name
contact-last-name = Last name
contact-account = Account
contact-title = Job title
contact-department = Department
contact-email = E-mail
contact-phone = Work phone
contact-mobile = Mobile
contact-address = Address
contact-channels = Channels
contact-channels-email = E-mail
contact-channels-phone = Phone
contact-channels-post = Post
contact-channels-visit = Visit
contact-consent = Consent
contact-consent-unknown = Unknown
contact-consent-given = Given
contact-consent-withdrawn = Withdrawn
contact-consent-proof = Proof of consent
contact-birthday = Birthday
contact-source = Source
contact-owner = Owner
contact-team = Team
contact-description = Description

## opportunity
entity-opportunity = Deal
entity-opportunity-plural = Deals
opportunity-name = Name
opportunity-number = Deal number
opportunity-account = Account
opportunity-contacts = Contacts
opportunity-pipeline = Pipeline
opportunity-stage = Stage
opportunity-amount = Amount
opportunity-probability = Probability
opportunity-weighted = Weighted amount
opportunity-close-date = Close date
opportunity-opened-on = Opened on
opportunity-product = Product
opportunity-forecast-category = Forecast category
opportunity-forecast-category-omitted = Omitted
opportunity-forecast-category-pipeline = Pipeline
opportunity-forecast-category-best-case = Best case
opportunity-forecast-category-commit = Commit
opportunity-forecast-category-closed = Closed
opportunity-next-step = Next step
opportunity-reason = Win or loss reason
opportunity-competitors = Competitors
opportunity-source = Source
opportunity-owner = Owner
opportunity-team = Team
opportunity-description = Description

## activity
entity-activity = Activity
entity-activity-plural = Activities
activity-subject = Subject
activity-kind = Kind
activity-kind-call = Call
activity-kind-meeting = Meeting
activity-kind-visit = Visit
activity-kind-email = E-mail
activity-kind-letter = Letter
activity-kind-chat = Chat
activity-kind-event = Event
activity-at = When
activity-minutes = Minutes
activity-direction = Direction
activity-direction-outgoing = Outgoing
activity-direction-incoming = Incoming
activity-outcome = Outcome
activity-outcome-reached = Reached
activity-outcome-no-answer = No answer
activity-outcome-left-message = Left a message
activity-outcome-held = Held
activity-outcome-cancelled = Cancelled
activity-account = Account
activity-contacts = People
activity-opportunity = Deal
activity-body = Body
activity-owner = Owner
activity-team = Team

## task
entity-task = Task
entity-task-plural = Tasks
task-subject = Subject
task-due = Due
task-priority = Priority
task-priority-low = Low
task-priority-normal = Normal
task-priority-high = High
task-done = Done
task-done-at = Done at
task-account = Account
task-contact = Contact
task-opportunity = Deal
task-description = Description
task-owner = Owner
task-team = Team

## note
entity-note = Note
entity-note-plural = Notes
note-title = Title
note-body = Body
note-account = Account
note-contact = Contact
note-opportunity = Deal
note-pinned = Pinned
note-owner = Owner
note-team = Team

## product
entity-product = Product
entity-product-plural = Products
product-name = Name
product-code = Code
product-family = Family
product-price = Price
product-cost = Cost
product-active = Active
product-description = Description

## article
entity-article = Article
entity-article-plural = Articles
article-title = Title
article-body = Body
article-category = Category
article-status = Status
article-status-draft = Draft
article-status-published = Published
article-roles = Readers by role
article-roles-owner = Owner
article-roles-admin = Admin
article-roles-manager = Manager
article-roles-rep = Rep
article-roles-read-only = Read only
article-teams = Readers by team
article-products = Products
article-keywords = Keywords
article-review-on = Review on
article-owner = Owner

## article_category
entity-article-category = Category
entity-article-category-plural = Categories
article-category-name = Name
article-category-parent = Parent
article-category-position = Position

## pipeline
entity-pipeline = Pipeline
entity-pipeline-plural = Pipelines
pipeline-name = Name
pipeline-position = Position

## stage
entity-stage = Stage
entity-stage-plural = Stages
stage-name = Name
stage-pipeline = Pipeline
stage-position = Position
stage-probability = Probability
stage-kind = Kind
stage-kind-open = Open
stage-kind-won = Won
stage-kind-lost = Lost
stage-stalls-after = Stalls after (days)

## team
entity-team = Team
entity-team-plural = Teams
team-name = Name
team-parent = Parent
team-manager = Manager

## user
entity-user = Person
entity-user-plural = People
user-name = Name
user-email = E-mail
user-role = Role
user-team = Team
user-active = Active

## role
entity-role = Role
entity-role-plural = Roles
role-name = Name
role-key = Key
role-key-owner = Owner
role-key-admin = Admin
role-key-manager = Manager
role-key-rep = Rep
role-key-read-only = Read only

## saved_view
entity-saved-view = Saved view
entity-saved-view-plural = Saved views
saved-view-name = Name
saved-view-entity = Entity
saved-view-query = Query
saved-view-layout = Layout
saved-view-layout-list = List
saved-view-layout-board = Board
saved-view-shared = Shared
saved-view-owner = Owner

## attention
entity-attention = Needs attention
entity-attention-plural = Needs attention
attention-subject = Subject
attention-kind = Kind
attention-kind-conflict = Conflict
attention-kind-rejected = Rejected
attention-status = Status
attention-status-open = Open
attention-status-kept = Kept
attention-status-replaced = Replaced
attention-status-discarded = Discarded
attention-entity = Entity
attention-record = Record
attention-field = Field
attention-kept-value = Kept value
attention-kept-by = Kept by
attention-kept-at = Kept at
attention-lost-value = Lost value
attention-lost-by = Lost by
attention-lost-at = Lost at
attention-lost-client = Lost client
attention-operations = Operations
attention-problems = Problems
attention-people = People
attention-team = Team
