using Audit.Events;
using Audit.Statements;

namespace Audit.Benchmarks.Generation;

/// <summary>The statements of an imaginary shop, classified once each, as the engine's cache would hold them.</summary>
internal sealed class GeneratedStatements
{
    /// <summary>A table that only <see cref="Rare"/> touches.</summary>
    public const string RareTable = "quarterly_ledger";

    private static readonly string[] Tables =
    [
        "products", "customers", "orders", "order_lines", "payments", "invoices", "addresses", "reviews", "carts", "shipments", "prices", "stock_movements",
    ];

    private readonly IStatementClassifier _classifier;

    public GeneratedStatements(IStatementClassifier classifier)
    {
        _classifier = classifier;
        var usual = new List<StatementInfo>();
        foreach (var table in Tables)
        {
            usual.Add(Classify($"SELECT t.\"Id\", t.\"Name\", t.\"UpdatedAt\" FROM \"{table}\" AS t WHERE t.\"Id\" = @id LIMIT 1"));
            usual.Add(Classify($"SELECT t.\"Id\", t.\"Name\" FROM \"{table}\" AS t INNER JOIN \"customers\" AS c ON c.\"Id\" = t.\"CustomerId\" WHERE c.\"Region\" = @region ORDER BY t.\"UpdatedAt\" DESC LIMIT @p"));
            usual.Add(Classify($"SELECT COUNT(*) FROM \"{table}\" AS t WHERE t.\"UpdatedAt\" > @since"));
            usual.Add(Classify($"INSERT INTO \"{table}\" (\"Name\", \"CustomerId\", \"UpdatedAt\") VALUES (@p0, @p1, @p2) RETURNING \"Id\""));
            usual.Add(Classify($"UPDATE \"{table}\" SET \"Name\" = @p0, \"UpdatedAt\" = @p1 WHERE \"Id\" = @p2"));
        }

        Usual = [.. usual];
        Destructive =
        [
            .. Tables.Take(4).Select(table => Classify($"DELETE FROM \"{table}\"")),
            .. Tables.Skip(8).Select(table => Classify($"DROP TABLE \"{table}\"")),
        ];
        Rare = Classify($"UPDATE \"{RareTable}\" SET \"ClosedBy\" = @p0 WHERE \"Quarter\" = @p1");
    }

    public StatementInfo[] Usual { get; }

    public StatementInfo[] Destructive { get; }

    public StatementInfo Rare { get; }

    private StatementInfo Classify(string sql) => _classifier.Classify(sql, SqlDialect.PostgreSql);
}
