//! What goes into a query and what comes out.

use bytes::BytesMut;
use postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use rusqlite::types::ToSqlOutput;

use crate::{Error, Result};

/// A parameter, borrowed where it can be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Param<'p> {
    Null,
    Int(i64),
    Real(f64),
    Text(&'p str),
    Blob(&'p [u8]),
}

/// A list of parameters: anything that has a `From` for [`Param`].
macro_rules! params {
    ($($value:expr),* $(,)?) => {
        &[$($crate::database::Param::from($value)),*] as &[$crate::database::Param]
    };
}
pub(crate) use params;

impl From<i64> for Param<'_> {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<f64> for Param<'_> {
    fn from(value: f64) -> Self {
        Self::Real(value)
    }
}

impl From<bool> for Param<'_> {
    fn from(value: bool) -> Self {
        Self::Int(value.into())
    }
}

impl From<jiff::Timestamp> for Param<'_> {
    fn from(value: jiff::Timestamp) -> Self {
        Self::Int(value.as_microsecond())
    }
}

impl<'p> From<&'p str> for Param<'p> {
    fn from(value: &'p str) -> Self {
        Self::Text(value)
    }
}

impl<'p> From<&'p String> for Param<'p> {
    fn from(value: &'p String) -> Self {
        Self::Text(value)
    }
}

impl<'p> From<&'p [u8]> for Param<'p> {
    fn from(value: &'p [u8]) -> Self {
        Self::Blob(value)
    }
}

impl<'p> From<&'p Vec<u8>> for Param<'p> {
    fn from(value: &'p Vec<u8>) -> Self {
        Self::Blob(value)
    }
}

impl<'p, const N: usize> From<&'p [u8; N]> for Param<'p> {
    fn from(value: &'p [u8; N]) -> Self {
        Self::Blob(value)
    }
}

impl<'p> From<&'p Value> for Param<'p> {
    fn from(value: &'p Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Int(value) => Self::Int(*value),
            Value::Real(value) => Self::Real(*value),
            Value::Text(text) => Self::Text(text),
            Value::Blob(bytes) => Self::Blob(bytes),
        }
    }
}

impl<'p, T: Into<Param<'p>>> From<Option<T>> for Param<'p> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl rusqlite::ToSql for Param<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        use rusqlite::types::ValueRef;
        Ok(ToSqlOutput::Borrowed(match *self {
            Self::Null => ValueRef::Null,
            Self::Int(value) => ValueRef::Integer(value),
            Self::Real(value) => ValueRef::Real(value),
            Self::Text(value) => ValueRef::Text(value.as_bytes()),
            Self::Blob(value) => ValueRef::Blob(value),
        }))
    }
}

impl ToSql for Param<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match *self {
            Self::Null => Ok(IsNull::Yes),
            // PostgreSQL takes a bare number in an expression for an int4, and a flag for a bool.
            Self::Int(value) if *ty == Type::INT4 => i32::try_from(value)?.to_sql(ty, out),
            Self::Int(value) if *ty == Type::BOOL => (value != 0).to_sql(ty, out),
            Self::Int(value) if *ty == Type::FLOAT8 => (value as f64).to_sql(ty, out),
            Self::Int(value) => value.to_sql(ty, out),
            Self::Real(value) => value.to_sql(ty, out),
            // PostgreSQL's text holds no NUL.
            Self::Text(value) if value.contains('\0') => value.replace('\0', "").to_sql(ty, out),
            Self::Text(value) => value.to_sql(ty, out),
            Self::Blob(value) => value.to_sql(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// A value of a row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Null,
    Int(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
}

/// A row; columns are read by index, from 0.
#[derive(Debug)]
pub(crate) struct Row(pub(super) Vec<Value>);

impl Row {
    pub(crate) fn into_values(self) -> Vec<Value> {
        self.0
    }

    pub(crate) fn int(&self, column: usize) -> Result<i64> {
        self.opt_int(column)?.ok_or(Error::Damaged("a number is missing"))
    }

    pub(crate) fn opt_int(&self, column: usize) -> Result<Option<i64>> {
        match self.0[column] {
            Value::Int(value) => Ok(Some(value)),
            Value::Null => Ok(None),
            _ => Err(Error::Damaged("not a number")),
        }
    }

    pub(crate) fn flag(&self, column: usize) -> Result<bool> {
        Ok(self.int(column)? != 0)
    }

    pub(crate) fn instant(&self, column: usize) -> Result<jiff::Timestamp> {
        self.opt_instant(column)?.ok_or(Error::Damaged("an instant is missing"))
    }

    pub(crate) fn opt_instant(&self, column: usize) -> Result<Option<jiff::Timestamp>> {
        self.opt_int(column)?
            .map(jiff::Timestamp::from_microsecond)
            .transpose()
            .map_err(|_| Error::Damaged("no instant"))
    }

    /// Takes the text out of the row; a second call for the column gives an error.
    pub(crate) fn text(&mut self, column: usize) -> Result<String> {
        self.opt_text(column)?.ok_or(Error::Damaged("a text is missing"))
    }

    /// As [`Row::text`], `None` for null.
    pub(crate) fn opt_text(&mut self, column: usize) -> Result<Option<String>> {
        match std::mem::replace(&mut self.0[column], Value::Null) {
            Value::Text(value) => Ok(Some(value)),
            Value::Null => Ok(None),
            _ => Err(Error::Damaged("not a text")),
        }
    }

    /// Takes the bytes out of the row.
    pub(crate) fn blob(&mut self, column: usize) -> Result<Vec<u8>> {
        self.opt_blob(column)?.ok_or(Error::Damaged("bytes are missing"))
    }

    /// As [`Row::blob`], `None` for null.
    pub(crate) fn opt_blob(&mut self, column: usize) -> Result<Option<Vec<u8>>> {
        match std::mem::replace(&mut self.0[column], Value::Null) {
            Value::Blob(value) => Ok(Some(value)),
            Value::Null => Ok(None),
            _ => Err(Error::Damaged("not bytes")),
        }
    }
}
