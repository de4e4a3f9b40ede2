namespace Audit.AdoNet.Attribution;

/// <summary>How the database is told who acts.</summary>
public enum AttributionMode
{
    /// <summary>It is not told.</summary>
    None,

    /// <summary>By a comment behind each statement, in the format of sqlcommenter: for logs and <c>pg_stat_activity</c>.</summary>
    SqlCommenter,

    /// <summary>By a setting of the session, for triggers and audits of the database. PostgreSQL, SQL Server, MySQL and MariaDB.</summary>
    SessionContext,
}
