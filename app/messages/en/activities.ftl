# Messages of activities.
