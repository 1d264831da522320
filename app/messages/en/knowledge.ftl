# Messages of knowledge.
