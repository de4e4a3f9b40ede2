using Audit.Classification.Tests.Generation;
using Audit.Classification.Tests.Standard;
using Audit.Statements;

namespace Audit.Classification.Tests.SqlServer;

/// <summary>Transact-SQL, with QUOTED_IDENTIFIER as it is by default.</summary>
internal sealed class SqlServerGrammar : Grammar
{
    public override SqlDialect Dialect => SqlDialect.SqlServer;

    public override IReadOnlyList<Name> Tables { get; } =
    [
        .. Plain("orders", "Customers", "line_items", "_log", "t9", "täble", "日本", "blog$posts", "dbo.USERS", "sales.dbo.payments", "shop..accounts", "audit#trail", "a@b"),
        Name.Quoted("drop table", '[', ']'), Name.Quoted("delete from x", '"', '"'), Name.Quoted("it's", '[', ']'), Name.Quoted("a--b", '[', ']'), Name.Quoted("/*c*/", '"', '"'), Name.Quoted("select", '[', ']'),
        Name.Quoted("where", '[', ']'), Name.Quoted("dot.ted", '[', ']'), Name.Quoted("quo\"te", '[', ']'), Name.Quoted("quo\"te2", '"', '"'), Name.Quoted("brack]et", '[', ']'), Name.Quoted("semi;colon", '[', ']'), Name.Quoted("GO", '[', ']'),
        Name.Quoted("Order", '[', ']').Under(Name.Quoted("my-shop", '[', ']')), Name.Quoted("Order", '"', '"').Under(new Name("dbo")).Under(Name.Quoted("other db", '[', ']')),
    ];

    public override IReadOnlyList<Name> NewTables { get; } = [.. Plain("new_orders", "Archive", "dbo.fresh"), Name.Quoted("create table", '[', ']'), Name.Quoted("new.dot", '[', ']')];

    public override IReadOnlyList<Name> Columns { get; } =
    [
        .. Plain("id", "amount", "Total", "created_at", "ünïcode", "email", "col_7", "state", "price", "qty", "tag", "ts", "ref", "z1", "z2", "z3", "z4", "z5", "z6", "z7", "z8", "z9"),
        Name.Quoted("from", '[', ']'), Name.Quoted("or 1=1", '[', ']'), Name.Quoted("it's", '"', '"'), Name.Quoted("--", '[', ']'), Name.Quoted("values", '[', ']'), Name.Quoted("x(", '"', '"'), Name.Quoted("Ω", '[', ']'),
    ];

    public override bool HasBooleans => false;

    public override string Recursive => "";

    public override IReadOnlyList<Production> Productions { get; } =
        [.. Queries.Productions, .. Changes.Productions, .. SqlServerProductions.All, .. SqlServerSchema.All, .. SqlServerBlocks.All];

    public override Name Find(string hole, Scene scene) => hole switch
    {
        "temp" => scene.Pick(new Name("#work"), new Name("#t1"), Name.Quoted("#odd one", '[', ']')),
        _ => base.Find(hole, scene),
    };

    public override Sql Limit(Scene scene) => Sql.Empty;

    public override string Comment(Dressing dressing) => dressing.Random.Next(3) switch
    {
        0 => $"/* {dressing.NewSecret()} /* nested ' DELETE FROM orders */ ' still one */",
        _ => base.Comment(dressing),
    };

    public override string Text(Dressing dressing)
    {
        var random = dressing.Random;
        return (random.Next(2) == 0 ? "N" : "") + SingleQuoted(NastyText(random) + dressing.NewSecret() + NastyText(random));
    }

    public override string Number(Dressing dressing) => dressing.Random.Next(8) == 0
        ? $"{(dressing.Random.Next(3) == 0 ? "£" : "$")}{dressing.NewDigits()}.25"
        : base.Number(dressing);

    public override string Binary(Dressing dressing) => $"0x{NewHex(dressing)}";

    public override string Quote(string text, QuotingKind quoting, Random random) => (random.Next(2) == 0 ? "N" : "") + SingleQuoted(text);
}
