# Words of leads.

empty-why-lead = People who asked, before anybody knows whether they will buy. Requests from the public configurator stand here by themselves.
leads-convert = Convert
leads-account = Account
leads-contact = Contact
leads-deal = Deal
leads-new = New: { $name }
leads-known = { $name }
leads-near = { $name } (perhaps)
leads-no-account = No account
leads-no-contact = No contact
leads-new-deal = A new deal
leads-no-deal = No deal yet
leads-deal-stays = The deal and the draft of its quote that came with the request go to this account and contact.
leads-said-converted = Converted the lead
