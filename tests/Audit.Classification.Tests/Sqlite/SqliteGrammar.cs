using Audit.Classification.Tests.Generation;
using Audit.Classification.Tests.Standard;
using Audit.Statements;

namespace Audit.Classification.Tests.Sqlite;

/// <summary>SQLite as Microsoft.Data.Sqlite brings it.</summary>
internal sealed class SqliteGrammar : Grammar
{
    public static readonly Name[] AllTables =
    [
        .. Plain("orders", "Customers", "line_items", "_log", "t9", "täble", "日本", "Blog$Posts", "USERS", "payments"),
        Name.Quoted("drop table", '"', '"'), Name.Quoted("delete from x", '[', ']'), Name.Quoted("it's", '"', '"'), Name.Quoted("a--b", '`', '`'), Name.Quoted("/*c*/", '"', '"'),
        Name.Quoted("select", '"', '"'), Name.Quoted("where", '[', ']'), Name.Quoted("dot.ted", '"', '"'), Name.Quoted("quo\"te", '"', '"'), Name.Quoted("back`tick", '`', '`'),
        Name.Quoted("semi;colon", '[', ']'), Name.Quoted("par(en)s", '"', '"'), Name.Quoted("$$", '"', '"'),
        new Name("accounts").Under(new Name("main")), Name.Quoted("Order", '"', '"').Under(Name.Quoted("main", '[', ']')),
    ];

    public static readonly Name[] AllColumns =
    [
        .. Plain("id", "amount", "Total", "created_at", "ünïcode", "email", "col_7", "state"),
        Name.Quoted("from", '"', '"'), Name.Quoted("or 1=1", '[', ']'), Name.Quoted("it's", '"', '"'), Name.Quoted("--", '`', '`'), Name.Quoted("values", '"', '"'), Name.Quoted("note", '"', '"'), Name.Quoted("x(", '"', '"'), Name.Quoted("Ω", '[', ']'),
        .. Plain("price", "qty", "tag", "ts", "ref", "z1", "z2", "z3", "z4", "z5", "z6", "z7", "z8", "z9"),
    ];

    public override SqlDialect Dialect => SqlDialect.Sqlite;

    public override IReadOnlyList<Name> Tables => AllTables;

    public override IReadOnlyList<Name> NewTables { get; } = [.. Plain("new_orders", "Archive", "fresh"), Name.Quoted("create table", '"', '"'), Name.Quoted("new.dot", '[', ']'), new Name("made").Under(new Name("main"))];

    public override IReadOnlyList<Name> Columns => AllColumns;

    public override bool HasTruthyNumbers => true;

    public override IReadOnlyList<Production> Productions { get; } = [.. Queries.Productions, .. Changes.Productions, .. SqliteProductions.All];

    /// <summary>Tables of one column, for <c>x IN table</c>.</summary>
    public static readonly Name[] SingleColumnTables = [new("one_id"), Name.Quoted("allowed ids", '"', '"')];

    public static readonly Name[] Views = [new("order_view"), Name.Quoted("view of it", '[', ']')];

    /// <summary>Columns that no index, trigger or view refers to.</summary>
    public static readonly Name[] FreeColumns = Plain("z5", "z6", "z7", "z8", "z9");

    public override Name Find(string hole, Scene scene) => hole switch
    {
        "key" => new Name("key_id"),
        "one" => scene.Pick(SingleColumnTables),
        "main_one" => scene.Pick(SingleColumnTables).Under(new Name("main")),
        "view" => scene.Pick(Views),
        "free" => scene.Pick(FreeColumns),
        "local" => scene.Pick<Name>(AllTables.AsSpan(0, 12)),
        "plain" => scene.Pick(Plain("brand_new", "other_new")),
        "sqlite_master" => new Name(hole),
        _ => base.Find(hole, scene),
    };

    public override string Parameter(int index) => $"@p{index}";

    public override string Text(Dressing dressing)
    {
        var random = dressing.Random;
        return SingleQuoted(NastyText(random) + dressing.NewSecret() + NastyText(random));
    }

    public override string Quote(string text, QuotingKind quoting, Random random) => SingleQuoted(text);
}
