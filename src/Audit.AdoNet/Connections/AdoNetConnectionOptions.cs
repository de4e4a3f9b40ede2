using Audit.Statements;

namespace Audit.AdoNet.Connections;

/// <summary>How connections are understood; section <c>Audit:AdoNet:Connections</c>.</summary>
public sealed class AdoNetConnectionOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string SectionName = "Audit:AdoNet:Connections";

    /// <summary>
    /// Dialects of connection types that are not known or wrap another, by the type's full name without assembly,
    /// for example <c>MyCompany.Data.RoutedConnection</c> = <c>PostgreSql</c>. They win over what is known of a type.
    /// </summary>
    public IDictionary<string, SqlDialect> Dialects { get; } = new Dictionary<string, SqlDialect>(StringComparer.Ordinal);

    /// <summary>
    /// Whether it is recorded that connections are opened and closed (<c>db.connect</c>, <c>db.disconnect</c>): twice an event for each use of a
    /// pooled connection. That a connection could not be opened is always recorded.
    /// </summary>
    public bool RecordOpenAndClose { get; set; }

    /// <summary>Session settings that change how SQL is read, by dialect, for example <c>MySql</c> = <c>AnsiQuotes</c>.</summary>
    public IDictionary<SqlDialect, SqlDialectOptions> DialectOptions { get; } = new Dictionary<SqlDialect, SqlDialectOptions>();
}
