namespace ReferenceHost.Tests.Secrets;

/// <summary>A place in which secrets are planted, on a way that leads into the log.</summary>
/// <param name="Name">For people to read.</param>
/// <param name="PlantAsync">Plants.</param>
/// <param name="LeavesEvents">Whether anything is recorded, so that the control must be found.</param>
internal sealed record PlantingPlace(string Name, Func<Plot, Site, Task> PlantAsync, bool LeavesEvents = true)
{
    /// <summary>Every way on which something is captured. A new capture is a line here.</summary>
    public static IReadOnlyList<PlantingPlace> All { get; } =
    [
        new("literals in raw SQL on SQLite", static (plot, site) => StatementPlanting.LiteralsAsync(plot, site.Sqlite, StatementPlanting.OfSqlite(plot))),
        new("literals in raw SQL on PostgreSQL", static (plot, site) => StatementPlanting.LiteralsAsync(plot, site.Postgres, StatementPlanting.OfPostgres(plot))),
        new("literals in T-SQL", static (plot, site) => StatementPlanting.RecordAsync(plot, site, new SqlServerConnection(), StatementPlanting.OfSqlServer(plot))),
        new("literals in MySQL's SQL", static (plot, site) => StatementPlanting.RecordAsync(plot, site, new MySqlConnection(), StatementPlanting.OfMySql(plot))),
        new("literals in Oracle's SQL", static (plot, site) => StatementPlanting.RecordAsync(plot, site, new OracleConnection(), StatementPlanting.OfOracle(plot))),
        new("LINQ on SQLite", static (plot, site) => EntityPlanting.QueryAsync(plot, site.Sqlite)),
        new("LINQ on PostgreSQL", static (plot, site) => EntityPlanting.QueryAsync(plot, site.Postgres)),
        new("SaveChanges on SQLite", static (plot, site) => EntityPlanting.SaveAsync(plot, site.Sqlite)),
        new("SaveChanges on PostgreSQL", static (plot, site) => EntityPlanting.SaveAsync(plot, site.Postgres)),
        new("parameters of ADO.NET commands", ParameterPlanting.NotOptedInAsync),
        new("parameters that were opted in", ParameterPlanting.OptedInAsync),
        new("errors of SQLite", static (plot, site) => ErrorPlanting.OnSqliteAsync(plot, site.Sqlite)),
        new("errors of PostgreSQL", static (plot, site) => ErrorPlanting.OnPostgresAsync(plot, site.Postgres)),
        new("errors of other drivers", ErrorPlanting.OfOtherDriversAsync),
        new("errors within a capture", ErrorPlanting.WithinCaptureAsync, LeavesEvents: false),
        new("connection strings", ErrorPlanting.ConnectionStringsAsync),
        new("attributes of events", EventPlanting.AttributesAsync),
        new("attributes of contexts", EventPlanting.ContextAttributesAsync),
        new("command-line arguments", EventPlanting.ArgumentsAsync),
        new("entity changes", EventPlanting.ChangesAsync),
        new("messages of events", EventPlanting.MessagesAsync),
        new("headers of requests", RequestPlanting.HeadersAsync),
        new("addresses of requests", RequestPlanting.AddressesAsync),
        new("bodies of requests", RequestPlanting.BodiesAsync),
    ];
}
