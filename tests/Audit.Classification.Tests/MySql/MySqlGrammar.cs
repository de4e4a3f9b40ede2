using Audit.Classification.Tests.Generation;
using Audit.Classification.Tests.Standard;
using Audit.Statements;

namespace Audit.Classification.Tests.MySql;

/// <summary>MySQL 8 and MariaDB, with the settings that both start with.</summary>
internal sealed class MySqlGrammar : Grammar
{
    public override SqlDialect Dialect => SqlDialect.MySql;

    public override IReadOnlyList<Name> Tables { get; } =
    [
        .. Plain("orders", "Customers", "line_items", "_log", "t9", "täble", "日本", "blog$posts", "USERS", "payments", "audit_trail"),
        Name.Quoted("drop table", '`', '`'), Name.Quoted("delete from x", '`', '`'), Name.Quoted("it's", '`', '`'), Name.Quoted("a--b", '`', '`'), Name.Quoted("/*c*/", '`', '`'),
        Name.Quoted("select", '`', '`'), Name.Quoted("where", '`', '`'), Name.Quoted("dot.ted", '`', '`'), Name.Quoted("quo\"te", '`', '`'), Name.Quoted("back`tick", '`', '`'), Name.Quoted("#x", '`', '`'), Name.Quoted("semi;colon", '`', '`'),
        new Name("accounts").Under(new Name("shop")), Name.Quoted("Order", '`', '`').Under(Name.Quoted("my-shop", '`', '`')),
    ];

    public override IReadOnlyList<Name> NewTables { get; } = [.. Plain("new_orders", "Archive", "fresh"), Name.Quoted("create table", '`', '`'), Name.Quoted("new.dot", '`', '`'), new Name("made").Under(new Name("shop"))];

    public override IReadOnlyList<Name> Columns { get; } =
    [
        .. Plain("id", "amount", "Total", "created_at", "ünïcode", "email", "col_7", "state", "price", "qty", "tag", "ts", "ref", "z1", "z2", "z3", "z4", "z5", "z6", "z7", "z8", "z9"),
        Name.Quoted("from", '`', '`'), Name.Quoted("or 1=1", '`', '`'), Name.Quoted("it's", '`', '`'), Name.Quoted("--", '`', '`'), Name.Quoted("values", '`', '`'), Name.Quoted("x(", '`', '`'), Name.Quoted("Ω", '`', '`'),
    ];

    public override bool HasTruthyNumbers => true;

    public override bool DoubleQuotedIsText => true;

    public override IReadOnlyList<Production> Productions { get; } = [.. Queries.Productions, .. Changes.Productions, .. MySqlProductions.All, .. MySqlSchema.All, .. MySqlBlocks.All];

    public override string Comment(Dressing dressing) => dressing.Random.Next(3) switch
    {
        0 => $"# {dressing.NewSecret()} ' \" /* DELETE FROM orders;\n",
        1 => $"/* {dressing.NewSecret()} ` /* not nested */ ",
        _ => base.Comment(dressing),
    };

    public override string Text(Dressing dressing)
    {
        var random = dressing.Random;
        var content = Escape(NastyText(random), random) + dressing.NewSecret() + Escape(NastyText(random), random);
        switch (random.Next(6))
        {
            case 0:
                return $"\"{content.Replace("\"", random.Next(2) == 0 ? "\\\"" : "\"\"", StringComparison.Ordinal)}\"";
            case 1:
                return "\"it's " + dressing.NewSecret() + "\\\\\"";
            case 2:
                return $"'{dressing.NewSecret()}\\' OR 1=1; DROP TABLE x; -- \\\\'";
            default:
                return $"'{Quotes(content)}'";
        }
    }

    public override string Binary(Dressing dressing) => dressing.Random.Next(3) switch
    {
        0 => $"0x{NewHex(dressing)}",
        1 => $"N'{dressing.NewSecret()}\\' OR 1=1; -- '",
        _ => base.Binary(dressing),
    };

    public override string Quote(string text, QuotingKind quoting, Random random)
    {
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal);
        return quoting == QuotingKind.Any && random.Next(2) == 0
            ? $"\"{escaped.Replace("\"", random.Next(2) == 0 ? "\\\"" : "\"\"", StringComparison.Ordinal)}\""
            : $"'{escaped.Replace("'", random.Next(2) == 0 ? "\\'" : "''", StringComparison.Ordinal)}'";
    }

    private static string Escape(string content, Random random) =>
        content.Replace("\\", random.Next(2) == 0 ? "\\\\" : "\\\\\\'", StringComparison.Ordinal).Replace("''", "\\'", StringComparison.Ordinal);

    /// <summary>Doubles the quotes that are not escaped yet.</summary>
    private static string Quotes(string content) => content.Contains("\\'", StringComparison.Ordinal) ? content : content.Replace("'", "''", StringComparison.Ordinal);
}
