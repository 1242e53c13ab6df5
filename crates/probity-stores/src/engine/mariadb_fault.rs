//! MariaDB's faults, by number: the server's texts are kept only where they cannot quote a value.

use crate::error::{EngineFault, FaultKind, FaultParts};
use sqlx::mysql::MySqlDatabaseError;

/// A fault without the values that the server's texts may quote.
pub(crate) fn fault(error: &sqlx::Error) -> EngineFault {
    let sqlx::Error::Database(database) = error else {
        return super::sqlite::transport_fault(error);
    };
    let Some(error) = database.try_downcast_ref::<MySqlDatabaseError>() else {
        return EngineFault::own(FaultKind::Other, "the engine reported a fault");
    };
    let state = error.code().unwrap_or_default();
    let kind = match (error.number(), state) {
        // Deadlock, record changed since it was read, table definition changed.
        (1213 | 1020 | 1412, _) => FaultKind::LostRace,
        (1205, _) => FaultKind::LockTimeout,
        (1969 | 3024 | 1317, _) => FaultKind::Timeout,
        // Shut down, killed, gone away, too many connections.
        (1053 | 1077 | 1079 | 1080 | 1927 | 1152 | 1159 | 1161 | 2006 | 2013 | 1040 | 1203, _) => {
            FaultKind::ConnectionLost
        }
        (1048 | 1364 | 1263, _) => FaultKind::NotNull,
        (1062 | 1022 | 1586 | 1169, _) => FaultKind::Unique,
        (4025 | 3819, "23000" | "HY000") => FaultKind::Check,
        (1451 | 1452 | 1216 | 1217 | 1761 | 1762, _) => FaultKind::ForeignKey,
        (1142 | 1143 | 1044 | 1227 | 1370, _) => FaultKind::Permission,
        (1290 | 1792 | 1836 | 1036, _) => FaultKind::ReadOnly,
        (1045 | 1698 | 1251 | 1130 | 1862 | 4151, _) => FaultKind::Login,
        (1049, _) => FaultKind::MissingDatabase,
        (1644, _) => FaultKind::Refused,
        (_, "45000") => FaultKind::Refused,
        (_, state) if state.starts_with("22") => FaultKind::Refused,
        _ => FaultKind::Other,
    };
    let message = error.message();
    let between = |before: &str, after: &str| {
        let rest = message.split_once(before)?.1;
        Some(rest.split_once(after)?.0.to_owned())
    };
    let text = match (kind, error.number()) {
        (FaultKind::Unique, _) => "two rows would agree in a unique key".to_owned(),
        (_, 1137) => "this server reads no temporary table twice in one statement; MariaDB does".to_owned(),
        (FaultKind::Refused, 1644) => "a trigger or rule of the table refused the change".to_owned(),
        (FaultKind::Refused, 1406 | 1264) => message.to_owned(),
        (FaultKind::Refused | FaultKind::Other, number) if !QUOTING_NO_VALUE.contains(&number) => {
            "the engine reported a fault whose text may quote a value".to_owned()
        }
        _ => message.to_owned(),
    };
    let constraint = match kind {
        FaultKind::Unique => {
            message.rsplit_once("for key ").map(|(_, name)| name.trim_matches('\'').to_owned())
        }
        FaultKind::Check => between("CONSTRAINT `", "`").or_else(|| between("constraint '", "'")),
        FaultKind::ForeignKey => between("CONSTRAINT `", "`"),
        _ => None,
    };
    FaultParts {
        kind,
        code: Some(format!("{} {state}", error.number())),
        constraint,
        table: None,
        column: (kind == FaultKind::NotNull).then(|| between("Column '", "'")).flatten(),
        message: text,
    }
    .into()
}

/// Faults of no kind of their own whose texts name only what the schema names: no such table, no such
/// column, crashed or full table, unknown collation, wrong storage engine.
const QUOTING_NO_VALUE: [u16; 9] = [1146, 1054, 1114, 1194, 1273, 1030, 1665, 1267, 1932];
