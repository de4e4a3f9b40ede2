namespace Audit.Statements;

/// <summary>The SQL dialect a statement is written in.</summary>
public enum SqlDialect : byte
{
    /// <summary>Not known: the rules that all dialects share apply, and the text is treated with the most caution.</summary>
    Unknown,

    /// <summary>PostgreSQL.</summary>
    PostgreSql,

    /// <summary>Microsoft SQL Server (Transact-SQL).</summary>
    SqlServer,

    /// <summary>MySQL and MariaDB.</summary>
    MySql,

    /// <summary>SQLite.</summary>
    Sqlite,

    /// <summary>Oracle Database.</summary>
    Oracle,
}

/// <summary>Session settings of a database that change how its SQL is read.</summary>
[Flags]
public enum SqlDialectOptions : byte
{
    /// <summary>The dialect's defaults.</summary>
    None = 0,

    /// <summary>MySQL <c>ANSI_QUOTES</c>: a double-quoted text is an identifier.</summary>
    AnsiQuotes = 1,

    /// <summary>MySQL <c>NO_BACKSLASH_ESCAPES</c>: a backslash in a string is an ordinary character.</summary>
    NoBackslashEscapes = 2,

    /// <summary>SQL Server <c>SET QUOTED_IDENTIFIER OFF</c>: a double-quoted text is a string.</summary>
    QuotedIdentifierOff = 4,
}
