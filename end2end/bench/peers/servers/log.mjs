// The smallest honest server of an engine that asks for what changed since a place: all rows in memory, each with the
// place of its last change.
export class Log {
  #rows = new Map();
  #seq = 0;

  constructor(rows) {
    for (const { id, values } of rows) this.put({ id, ...values });
  }

  put(row) {
    this.#seq += 1;
    // Last in the map is last changed.
    this.#rows.delete(row.id);
    this.#rows.set(row.id, { row, seq: this.#seq });
  }

  change(id, field, value) {
    this.put({ ...this.#rows.get(id).row, [field]: value });
  }

  /** Rows that changed since a place, oldest first, and the place where they end. */
  since(place, limit = Infinity) {
    const found = [...this.#rows.values()].filter(({ seq }) => seq > place).slice(0, limit);
    return { rows: found.map(({ row }) => row), seq: found.at(-1)?.seq ?? place };
  }
}

/** Answers with JSON. */
export const json = (answer, body) => answer.setHeader("content-type", "application/json").end(JSON.stringify(body));
