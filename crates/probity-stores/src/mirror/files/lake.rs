//! Parquet: rows read one after the other, and a file written again with some of them changed or gone. It is
//! compiled in by the feature `lake`.
//!
//! Schema, compression, row groups, orders and descriptions of a file stay; pages are written anew. Columns
//! inside columns are shown as JSON, cannot be changed, and go with their rows.

use super::shape::{Content, Edit, Edits, Found, unreadable, version, whole};
use crate::mirror::source::{Cell, CellKind, SourceColumn};
use bytes::Bytes;
use jiff::Timestamp;
use jiff::civil::Date;
use parquet::basic::{ConvertedType, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl, get_typed_column_reader};
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, DoubleType, FixedLenByteArrayType, FloatType, Int32Type,
    Int64Type, Int96Type,
};
use parquet::errors::ParquetError;
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::record::{Field, Row};
use parquet::schema::types::{ColumnDescriptor, Type};
use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::ops::ControlFlow;
use std::sync::Arc;

/// The first day that Parquet counts from.
const FIRST_DAY: Date = Date::constant(1970, 1, 1);

/// What the library says of a file quotes it; only that it said something is told.
fn broken(_: ParquetError) -> io::Error {
    unreadable(0, "is not reached: this is no Parquet file that can be read")
}

fn opened(source: &mut dyn Read) -> io::Result<SerializedFileReader<Bytes>> {
    SerializedFileReader::new(Bytes::from(whole(source)?)).map_err(broken)
}

/// The columns of a file.
pub(super) fn columns(source: &mut dyn Read) -> io::Result<Vec<SourceColumn>> {
    let reader = opened(source)?;
    let schema = reader.metadata().file_metadata().schema();
    Ok(schema.get_fields().iter().map(|field| column(field)).collect())
}

fn column(field: &Type) -> SourceColumn {
    let about = field.get_basic_info();
    let flat = field.is_primitive() && about.has_repetition() && about.repetition() != Repetition::REPEATED;
    let kind = match (about.logical_type_ref(), about.converted_type()) {
        _ if !flat => CellKind::Json,
        (Some(LogicalType::Timestamp { .. }), _)
        | (_, ConvertedType::TIMESTAMP_MILLIS | ConvertedType::TIMESTAMP_MICROS) => CellKind::Instant,
        (Some(LogicalType::String | LogicalType::Enum), _)
        | (_, ConvertedType::UTF8 | ConvertedType::ENUM) => CellKind::Text,
        (Some(LogicalType::Json), _) | (_, ConvertedType::JSON) => CellKind::Json,
        _ if field.get_physical_type() == Physical::BOOLEAN => CellKind::Boolean,
        _ => CellKind::Any,
    };
    let required = flat && about.repetition() == Repetition::REQUIRED;
    SourceColumn { name: field.name().to_owned(), kind, fixed: !flat, required }
}

/// Hands on the rows of a file until `each` breaks.
pub(super) fn read(
    source: &mut dyn Read,
    each: &mut dyn FnMut(Found<'_>) -> ControlFlow<()>,
) -> io::Result<()> {
    let reader = opened(source)?;
    for (number, row) in reader.get_row_iter(None).map_err(broken)?.enumerate() {
        let row = row.map_err(|_| unreadable(number, "cannot be read"))?;
        let raw = raw(&row);
        let (heading, cells): (Vec<String>, Vec<Cell>) =
            row.get_column_iter().map(|(name, field)| (name.clone(), cell(field))).unzip();
        let content = Content::Typed { heading: &heading, cells };
        if each(Found { number, raw: &raw, content }).is_break() {
            return Ok(());
        }
    }
    Ok(())
}

/// What a row is known by: all of its values.
fn raw(row: &Row) -> Vec<u8> {
    row.to_json_value().to_string().into_bytes()
}

fn cell(field: &Field) -> Cell {
    let instant = |at: Result<Timestamp, jiff::Error>| match at {
        Ok(at) => Cell::Text(at.strftime("%Y-%m-%d %H:%M:%S%.f").to_string()),
        Err(_) => Cell::Text(field.to_string()),
    };
    match field {
        Field::Null => Cell::Null,
        Field::Bool(is) => Cell::Text(is.to_string()),
        Field::Byte(number) => Cell::Integer((*number).into()),
        Field::Short(number) => Cell::Integer((*number).into()),
        Field::Int(number) => Cell::Integer((*number).into()),
        Field::Long(number) => Cell::Integer(*number),
        Field::UByte(number) => Cell::Integer((*number).into()),
        Field::UShort(number) => Cell::Integer((*number).into()),
        Field::UInt(number) => Cell::Integer((*number).into()),
        Field::Float(number) => Cell::Real((*number).into()),
        Field::Double(number) => Cell::Real(*number),
        Field::Str(text) => Cell::Text(text.clone()),
        Field::Bytes(bytes) => Cell::Text(match std::str::from_utf8(bytes.data()) {
            Ok(text) => text.to_owned(),
            Err(_) => crate::plan::hex(bytes.data()),
        }),
        Field::TimestampMillis(at) => instant(Timestamp::from_millisecond(*at)),
        Field::TimestampMicros(at) => instant(Timestamp::from_microsecond(*at)),
        Field::Group(_) | Field::ListInternal(_) | Field::MapInternal(_) => {
            Cell::Text(field.to_json_value().to_string())
        }
        other => Cell::Text(other.to_string().trim_matches('"').to_owned()),
    }
}

/// Writes a file again with some rows changed or gone. Answers how many edits found their row as it was, and
/// how many rows are left.
pub(super) fn rewrite(
    source: &mut dyn Read,
    edits: &Edits,
    out: &mut dyn Write,
) -> io::Result<(usize, usize)> {
    let reader = opened(source)?;
    let mut found: BTreeMap<usize, &Edit> = BTreeMap::new();
    let mut count = 0;
    for (number, row) in reader.get_row_iter(None).map_err(broken)?.enumerate() {
        let row = row.map_err(|_| unreadable(number, "cannot be read"))?;
        if let Some((known, edit)) = edits.get(&number)
            && *known == version(&raw(&row))
        {
            found.insert(number, edit);
        }
        count += 1;
    }
    if found.len() < edits.len() {
        return Ok((found.len(), count));
    }
    let gone = found.values().filter(|edit| matches!(edit, Edit::Gone)).count();
    let about = reader.metadata().file_metadata();
    let schema = about.schema_descr().root_schema_ptr();
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, properties(&reader)).map_err(broken)?;
    let mut first = 0;
    for number in 0..reader.num_row_groups() {
        let group = reader.get_row_group(number).map_err(broken)?;
        let rows = usize::try_from(group.metadata().num_rows()).unwrap_or_default();
        let part = Part { first, rows, found: &found };
        first += rows;
        if (0..rows).all(|row| !part.stays(row)) && rows > 0 {
            continue;
        }
        let mut into = writer.next_row_group().map_err(broken)?;
        for at in 0..group.num_columns() {
            let Some(mut column) = into.next_column().map_err(broken)? else { break };
            let reader = group.get_column_reader(at).map_err(broken)?;
            let about = group.metadata().schema_descr().column(at);
            part.column(&about, reader, &mut column)?;
            column.close().map_err(broken)?;
        }
        into.close().map_err(broken)?;
    }
    out.write_all(&writer.into_inner().map_err(broken)?)?;
    Ok((found.len(), count - gone))
}

/// How a file was written, as far as it says so.
fn properties(reader: &SerializedFileReader<Bytes>) -> Arc<WriterProperties> {
    let about = reader.metadata().file_metadata();
    let version = if about.version() >= 2 { WriterVersion::PARQUET_2_0 } else { WriterVersion::PARQUET_1_0 };
    let mut properties = WriterProperties::builder()
        .set_writer_version(version)
        .set_key_value_metadata(about.key_value_metadata().cloned())
        .set_max_row_group_row_count(None);
    if let Some(group) = reader.metadata().row_groups().first() {
        properties = properties.set_sorting_columns(group.sorting_columns().cloned());
        for column in group.columns() {
            let path = column.column_path().clone();
            properties = properties
                .set_column_compression(path.clone(), column.compression())
                .set_column_dictionary_enabled(path.clone(), column.dictionary_page_offset().is_some());
            if column.bloom_filter_offset().is_some() {
                properties = properties.set_column_bloom_filter_enabled(path, true);
            }
        }
    }
    Arc::new(properties.build())
}

/// A row group that is written again.
struct Part<'a> {
    first: usize,
    rows: usize,
    found: &'a BTreeMap<usize, &'a Edit>,
}

impl Part<'_> {
    fn stays(&self, row: usize) -> bool {
        !matches!(self.found.get(&(self.first + row)), Some(Edit::Gone))
    }

    fn column(
        &self,
        about: &ColumnDescriptor,
        reader: ColumnReader,
        out: &mut SerializedColumnWriter<'_>,
    ) -> io::Result<()> {
        match reader {
            ColumnReader::BoolColumnReader(_) => {
                self.copy::<BoolType>(about, reader, out, &|text| match text {
                    "1" | "true" => Some(true),
                    "0" | "false" => Some(false),
                    _ => None,
                })
            }
            ColumnReader::Int32ColumnReader(_) => {
                self.copy::<Int32Type>(about, reader, out, &|text| whole_number(about, text)?.try_into().ok())
            }
            ColumnReader::Int64ColumnReader(_) => {
                self.copy::<Int64Type>(about, reader, out, &|text| whole_number(about, text))
            }
            ColumnReader::FloatColumnReader(_) => {
                self.copy::<FloatType>(about, reader, out, &|text| text.parse().ok())
            }
            ColumnReader::DoubleColumnReader(_) => {
                self.copy::<DoubleType>(about, reader, out, &|text| text.parse().ok())
            }
            ColumnReader::ByteArrayColumnReader(_) => {
                let is_number = about.converted_type() == ConvertedType::DECIMAL;
                let text = |text: &str| (!is_number).then(|| ByteArray::from(text));
                self.copy::<ByteArrayType>(about, reader, out, &text)
            }
            ColumnReader::Int96ColumnReader(_) => self.copy::<Int96Type>(about, reader, out, &|_| None),
            ColumnReader::FixedLenByteArrayColumnReader(_) => {
                self.copy::<FixedLenByteArrayType>(about, reader, out, &|_| None)
            }
        }
    }

    /// Copies a column with what becomes of its rows. `read` makes a value of the column's type.
    fn copy<T: DataType>(
        &self,
        about: &ColumnDescriptor,
        reader: ColumnReader,
        out: &mut SerializedColumnWriter<'_>,
        read: &dyn Fn(&str) -> Option<T::T>,
    ) -> io::Result<()>
    where
        T::T: Clone,
    {
        let mut reader: ColumnReaderImpl<T> = get_typed_column_reader::<T>(reader);
        let (most, repeated) = (about.max_def_level(), about.max_rep_level() > 0);
        let (mut levels, mut repeats, mut values) = (Vec::new(), Vec::new(), Vec::new());
        let mut records = 0;
        while records < self.rows {
            let (read, ..) = reader
                .read_records(
                    self.rows - records,
                    (most > 0).then_some(&mut levels),
                    repeated.then_some(&mut repeats),
                    &mut values,
                )
                .map_err(broken)?;
            if read == 0 {
                return Err(unreadable(self.first + records, "is missing in a column"));
            }
            records += read;
        }
        let name = about.path().string();
        let is_flat = about.path().parts().len() == 1 && !repeated;
        let (mut new_levels, mut new_repeats, mut new_values) = (Vec::new(), Vec::new(), Vec::new());
        let mut values = values.into_iter();
        let mut record = 0;
        let count = if most > 0 { levels.len() } else { self.rows };
        for at in 0..count {
            let level = levels.get(at).copied().unwrap_or(most);
            let repeat = repeats.get(at).copied().unwrap_or_default();
            if at > 0 && repeat == 0 {
                record += 1;
            }
            let value = if level == most { values.next() } else { None };
            let edit = self.found.get(&(self.first + record));
            let (level, value) = match edit {
                Some(Edit::Gone) => continue,
                Some(Edit::Becomes(cells)) if is_flat => {
                    match cells.iter().find(|(column, _)| *column == name) {
                        None => (level, value),
                        Some((_, cell)) => {
                            let refused = |why| unreadable(self.first + record, why);
                            match cell.text() {
                                None if most == 0 => {
                                    return Err(refused("has a column that cannot be empty"));
                                }
                                None => (most - 1, None),
                                Some(text) => {
                                    let value = read(&text);
                                    let value = value.ok_or_else(|| {
                                        refused("has a column of another type than what it is to become")
                                    })?;
                                    (most, Some(value))
                                }
                            }
                        }
                    }
                }
                _ => (level, value),
            };
            new_levels.push(level);
            new_repeats.push(repeat);
            new_values.extend(value);
        }
        out.typed::<T>()
            .write_batch(
                &new_values,
                (most > 0).then_some(new_levels.as_slice()),
                repeated.then_some(new_repeats.as_slice()),
            )
            .map(|_| ())
            .map_err(broken)
    }
}

/// A number, a day or an instant as the column counts it.
fn whole_number(about: &ColumnDescriptor, text: &str) -> Option<i64> {
    let instant = || -> Option<Timestamp> {
        let at = text.parse().ok();
        at.or_else(|| {
            Some(
                text.parse::<jiff::civil::DateTime>()
                    .ok()?
                    .to_zoned(jiff::tz::TimeZone::UTC)
                    .ok()?
                    .timestamp(),
            )
        })
    };
    match (about.logical_type_ref(), about.converted_type()) {
        (Some(LogicalType::Date), _) | (_, ConvertedType::DATE) => {
            let day: Date = text.parse().ok()?;
            Some(day.since(FIRST_DAY).ok()?.get_days().into())
        }
        (Some(LogicalType::Timestamp(about)), _) => match about.unit {
            TimeUnit::MILLIS => Some(instant()?.as_millisecond()),
            TimeUnit::MICROS => Some(instant()?.as_microsecond()),
            TimeUnit::NANOS => instant()?.as_nanosecond().try_into().ok(),
        },
        (_, ConvertedType::TIMESTAMP_MILLIS) => Some(instant()?.as_millisecond()),
        (_, ConvertedType::TIMESTAMP_MICROS) => Some(instant()?.as_microsecond()),
        (Some(LogicalType::Decimal { .. } | LogicalType::Time { .. }), _)
        | (_, ConvertedType::DECIMAL | ConvertedType::TIME_MILLIS | ConvertedType::TIME_MICROS) => None,
        _ => text.parse().ok(),
    }
}
