# Words of the configurator.

configure-title = Configure { $what }
configure-version = Model version { $version }
configure-product = Product page
configure-none = This product cannot be configured yet
configure-none-sentence = It has no published model. Publish one among the models on its page, and it can be configured here.
configure-opening = Opening the model…
configure-failed = The model cannot be opened
configure-again = Try again
configure-strange = The link names choices that this model does not know, so they are left out: { $what }.

configure-steps = Steps
configure-step = { $what }: { $done } of { $of } decided
configure-options = Options
configure-decided = { $done } of { $of } decided
configure-absent = With your choices, this is not part of the product.

configure-follows = Follows from your choices
configure-always = In every product
configure-clear = Clear { $what }
configure-why-not = Why not?
configure-same = Same price
configure-yes = Yes
configure-no = No
configure-less = { $what }: less
configure-more = { $what }: more
configure-range = { $from } to { $to } possible

configure-refused = { $what } does not go with your choices.
configure-never = { $what } is in no product of this model.
configure-forced = { $what } follows from your choices.
configure-take-back = Clear { $what }: { $option }
configure-anyway = Choose { $what } anyway
configure-mend = Change it like this
configure-change = { $what } changes from { $from } to { $to }
configure-conflict = These choices cannot be built together

configure-summary = Your product
configure-from = From
configure-total = Total
configure-left = { $count } products left
configure-left-one = One product left
configure-left-unknown = Count of products not known
configure-details = Details
configure-complete = Complete for me
configure-copy = Copy link
configure-over = Start over
configure-lines = Price lines
configure-likely = Cheapest
configure-parts = Bill of materials, { $count } parts
configure-parts-list = Bill of materials
configure-exact = Checked against every possible product, in { $time } ms
configure-exact-how = Every product that this model allows was worked out beforehand and is kept in short form (a decision graph of { $nodes } nodes). So what is left is counted exactly, and each price is known at once.
configure-by-rules = Checked against every rule, in { $time } ms
configure-by-rules-how = This model allows too many products to count them. So each choice is tried against the rules when it is made (by a satisfiability solver): what is possible is known for certain, how many products are left is not.

configure-figure = 3D model
configure-figure-of = { $what }
configure-figure-keys = Arrow keys turn it, plus and minus change its size, 0 brings the first view back.
configure-figure-plain = Drawn plainly, without a graphics card.
configure-figure-finer = Draw it finely, slower
configure-figure-show = Show the 3D model
configure-figure-hide = Hide the 3D model
configure-figure-nearer = Nearer
configure-figure-farther = Farther
configure-figure-reset = First view
configure-figure-save = Save as a picture
configure-figure-seen = Seen from { $side }, { $height }.
configure-side-front = the front
configure-side-front-right = the front right
configure-side-right = the right
configure-side-back-right = the back right
configure-side-back = the back
configure-side-back-left = the back left
configure-side-left = the left
configure-side-front-left = the front left
configure-level = level
configure-slightly-above = slightly above
configure-above = above

configure-add-to-quote = Add to quote
configure-update-quote = Update the quote
configure-add = Add
configure-undecided = { $count ->
    [one] One thing is not decided. It becomes what costs least.
   *[other] { $count } things are not decided. They become what costs least.
}
configure-to = Where to
configure-to-draft = A draft of yours
configure-to-new = A new quote
configure-which-quote = Quote
configure-whose-quote = For which deal or account
configure-choose-quote = Choose a quote, or make a new one.
