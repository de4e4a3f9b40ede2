using System.Globalization;
using Audit.Classification.Tests.Generation;
using Audit.Classification.Tests.Standard;
using Audit.Statements;

namespace Audit.Classification.Tests.PostgreSql;

/// <summary>PostgreSQL 17.</summary>
internal sealed class PostgreSqlGrammar : Grammar
{
    private static readonly string[] Tags = ["$$", "$q$", "$body$", "$_$", "$Tag1$", "$é$"];

    public override SqlDialect Dialect => SqlDialect.PostgreSql;

    public override IReadOnlyList<Name> Tables { get; } =
    [
        .. Plain("orders", "Customers", "line_items", "_log", "t9", "täble", "日本", "blog$posts", "USERS", "payments", "audit_trail", "xs"),
        Name.Quoted("drop table", '"', '"'), Name.Quoted("delete from x", '"', '"'), Name.Quoted("it's", '"', '"'), Name.Quoted("a--b", '"', '"'), Name.Quoted("/*c*/", '"', '"'),
        Name.Quoted("select", '"', '"'), Name.Quoted("where", '"', '"'), Name.Quoted("dot.ted", '"', '"'), Name.Quoted("quo\"te", '"', '"'), Name.Quoted("$$", '"', '"'), Name.Quoted("semi;colon", '"', '"'),
        new Name("accounts").Under(new Name("public")), Name.Quoted("Order", '"', '"').Under(Name.Quoted("Sales", '"', '"')), Name.Quoted("t.u", '"', '"').Under(new Name("app")),
        new Name("entries").Under(new Name("ledger")).Under(new Name("shop")),
    ];

    public override IReadOnlyList<Name> NewTables { get; } = [.. Plain("new_orders", "Archive", "fresh"), Name.Quoted("create table", '"', '"'), Name.Quoted("new.dot", '"', '"'), new Name("made").Under(new Name("app"))];

    public override IReadOnlyList<Name> Columns { get; } =
    [
        .. Plain("id", "amount", "Total", "created_at", "ünïcode", "email", "col_7", "state", "price", "qty", "tag", "ts", "ref", "z1", "z2", "z3", "z4", "z5", "z6", "z7", "z8", "z9"),
        Name.Quoted("from", '"', '"'), Name.Quoted("or 1=1", '"', '"'), Name.Quoted("it's", '"', '"'), Name.Quoted("--", '"', '"'), Name.Quoted("values", '"', '"'), Name.Quoted("note", '"', '"'), Name.Quoted("x(", '"', '"'), Name.Quoted("Ω", '"', '"'),
    ];

    public override IReadOnlyList<Production> Productions { get; } = [.. Queries.Productions, .. Changes.Productions, .. PostgreSqlProductions.All, .. PostgreSqlSchema.All, .. PostgreSqlBlocks.All];

    public override string Parameter(int index) => string.Create(CultureInfo.InvariantCulture, $"${index + 1}");

    public override string Comment(Dressing dressing) => dressing.Random.Next(3) switch
    {
        0 => $"/* {dressing.NewSecret()} /* nested ' */ DELETE FROM orders; -- \n */",
        1 => $"-- {dressing.NewSecret()} $$ ' /* \n",
        _ => base.Comment(dressing),
    };

    public override string Text(Dressing dressing)
    {
        var random = dressing.Random;
        var (before, after) = (NastyText(random), NastyText(random));
        switch (random.Next(7))
        {
            case 0:
                return $"{(random.Next(2) == 0 ? "E" : "e")}'{Escape(before, random)}{dressing.NewSecret()}{Escape(after, random)}'";
            case 1:
                var content = $"{before}{dressing.NewSecret()}' \\ {after} ";
                return DollarQuoted(content, random);
            case 2:
                return $"U&'{before.Replace("'", "''", StringComparison.Ordinal).Replace("\\", "\\\\", StringComparison.Ordinal)}{dressing.NewSecret()}\\0061'";
            case 3:
                return SingleQuoted(before + dressing.NewSecret() + after + "\\");
            default:
                return SingleQuoted(before + dressing.NewSecret() + after);
        }
    }

    public override string Quote(string text, QuotingKind quoting, Random random) => quoting == QuotingKind.Plain
        ? SingleQuoted(text)
        : random.Next(4) switch
        {
            0 => SingleQuoted(text),
            1 => $"E'{Escape(text, random)}'",
            _ => DollarQuoted(text, random),
        };

    private static string DollarQuoted(string content, Random random)
    {
        var tag = Tags[random.Next(Tags.Length)];
        // A tag whose beginning ends the content would end the literal too early.
        return (content + tag[..^1]).Contains(tag, StringComparison.Ordinal) ? SingleQuoted(content) : tag + content + tag;
    }

    private static string Escape(string content, Random random) =>
        content.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", random.Next(2) == 0 ? "\\'" : "''", StringComparison.Ordinal);
}
