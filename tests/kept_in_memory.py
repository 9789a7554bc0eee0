"""Records in memory that read like a snapshot."""

import pyarrow as pa


class KeptInMemory:
    """What reading standing records needs of a snapshot; employees dealt over two buckets.

    `kept_from` says from which day each table was kept.
    """

    buckets = 2

    def __init__(self, kept_from=None, **tables):
        self._tables = tables
        first = {name: (kept_from or {}).get(name) for name in tables}
        self.manifest = {"tables": {name: {"observed_from": day} for name, day in first.items()}}

    def open_bucket(self, table, bucket):
        if table not in self._tables:
            return None
        frame = self._tables[table]
        part = frame[(frame["employee_id"].rank(method="dense") % 2 == bucket).to_numpy()].reset_index(drop=True)
        arrays = pa.Table.from_pandas(part, preserve_index=False)
        dates = [n for n, column in enumerate(arrays.schema) if pa.types.is_timestamp(column.type)]
        for n in dates:
            name = arrays.column_names[n]
            arrays = arrays.set_column(n, name, arrays[name].cast(pa.date32()))
        texts = [n for n in ("employee_id",) if n in arrays.column_names]
        for name in texts:
            at = arrays.column_names.index(name)
            arrays = arrays.set_column(at, name, arrays[name].cast(pa.string()).combine_chunks().dictionary_encode())
        return arrays.select, arrays.column_names
