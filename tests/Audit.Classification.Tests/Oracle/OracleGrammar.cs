using Audit.Classification.Tests.Generation;
using Audit.Classification.Tests.Standard;
using Audit.Statements;

namespace Audit.Classification.Tests.Oracle;

/// <summary>Oracle. No parser of it is at hand that is not ours: its truth is by construction alone.</summary>
internal sealed class OracleGrammar : Grammar
{
    public override SqlDialect Dialect => SqlDialect.Oracle;

    public override IReadOnlyList<Name> Tables { get; } =
    [
        .. Plain("orders", "Customers", "line_items", "t9", "täble", "blog$posts", "audit#trail", "USERS", "payments", "shop.accounts"),
        Name.Quoted("drop table", '"', '"'), Name.Quoted("delete from x", '"', '"'), Name.Quoted("it's", '"', '"'), Name.Quoted("a--b", '"', '"'), Name.Quoted("/*c*/", '"', '"'), Name.Quoted("select", '"', '"'),
        Name.Quoted("where", '"', '"'), Name.Quoted("dot.ted", '"', '"'), Name.Quoted("semi;colon", '"', '"'), Name.Quoted("q'[", '"', '"'), Name.Quoted("[x]", '"', '"'), Name.Quoted("日本", '"', '"'),
        Name.Quoted("Order", '"', '"').Under(Name.Quoted("my-shop", '"', '"')),
    ];

    public override IReadOnlyList<Name> NewTables { get; } = [.. Plain("new_orders", "Archive", "shop.fresh"), Name.Quoted("create table", '"', '"'), Name.Quoted("new.dot", '"', '"')];

    public override IReadOnlyList<Name> Columns { get; } =
    [
        .. Plain("id", "amount", "Total", "created_at", "ünïcode", "email", "col_7", "state", "price", "qty", "tag", "ts", "ref", "z1", "z2", "z3", "z4", "z5", "z6", "z7", "z8", "z9"),
        Name.Quoted("from", '"', '"'), Name.Quoted("or 1=1", '"', '"'), Name.Quoted("it's", '"', '"'), Name.Quoted("--", '"', '"'), Name.Quoted("values", '"', '"'), Name.Quoted("x(", '"', '"'), Name.Quoted("Ω", '"', '"'),
    ];

    public override bool HasBooleans => false;

    public override bool SlashAloneEnds => true;

    public override string As => " ";

    public override string Recursive => "";

    public override IReadOnlyList<Production> Productions { get; } =
        [.. Queries.Productions, .. Changes.Productions, .. OracleProductions.All, .. OracleSchema.All, .. OracleBlocks.All];

    public override Sql Limit(Scene scene) => scene.Maybe($" OFFSET ?i ROWS FETCH NEXT ?i ROWS ONLY");

    public override Sql Rows(Sql row) => row;

    public override string Parameter(int index) => $":p{index}";

    public override string Number(Dressing dressing) => dressing.Random.Next(6) == 0 ? dressing.NewDigits() + (dressing.Random.Next(2) == 0 ? "f" : ".5D") : base.Number(dressing);

    public override string Text(Dressing dressing)
    {
        var random = dressing.Random;
        var content = NastyText(random) + dressing.NewSecret() + NastyText(random);
        return random.Next(5) switch
        {
            0 => Alternative(content, random),
            1 => "N" + SingleQuoted(content),
            _ => SingleQuoted(content),
        };
    }

    /// <summary>There is no such literal.</summary>
    public override string Binary(Dressing dressing) => Text(dressing);

    public override string Quote(string text, QuotingKind quoting, Random random) =>
        quoting == QuotingKind.Any && random.Next(3) == 0 ? Alternative(text, random) : SingleQuoted(text);

    /// <summary><c>q'[…]'</c> with delimiters that do not end within the text.</summary>
    private static string Alternative(string content, Random random)
    {
        string[] all = ["[]", "{}", "()", "<>", "!!", "||"];
        random.Shuffle(all);
        var pair = Array.Find(all, pair => !(content + "'").Contains($"{pair[1]}'", StringComparison.Ordinal));
        if (pair is null)
            return SingleQuoted(content);
        return $"{(random.Next(3) == 0 ? "N" : "")}{(random.Next(2) == 0 ? "q" : "Q")}'{pair[0]}{content}{pair[1]}'";
    }
}
