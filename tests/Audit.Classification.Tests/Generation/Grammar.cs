using System.Globalization;
using Audit.Statements;

namespace Audit.Classification.Tests.Generation;

/// <summary>What a dialect's statements are made of. Productions stand in classes of their own beside each grammar.</summary>
internal abstract class Grammar
{
    private static readonly string[] Nasty =
    [
        "", " ", "''", "; DROP TABLE customers; --", "/* ", " */", "--", "# ", "DELETE FROM orders", "WHERE 1=1", "\n", "\t", "é", "日本", "🗝", "a,b", "(", ")", "@p0", "$1", ":x", "?", "%", "_", "[", "]", "`", "{}", "GO", "\\",
    ];

    public abstract SqlDialect Dialect { get; }

    /// <summary>Names of tables that exist where a parser looks them up.</summary>
    public abstract IReadOnlyList<Name> Tables { get; }

    /// <summary>Names of tables that do not exist yet.</summary>
    public abstract IReadOnlyList<Name> NewTables { get; }

    /// <summary>Columns that each of the tables has.</summary>
    public abstract IReadOnlyList<Name> Columns { get; }

    public abstract IReadOnlyList<Production> Productions { get; }

    /// <summary>Whether a literal number or text may stand as a condition of its own.</summary>
    public virtual bool HasTruthyNumbers => false;

    /// <summary>Whether TRUE and FALSE are literals.</summary>
    public virtual bool HasBooleans => true;

    /// <summary>Whether double quotes hold a literal.</summary>
    public virtual bool DoubleQuotedIsText => false;

    /// <summary>Whether a slash alone on its line ends a statement: SQL*Plus sends what stands before it.</summary>
    public virtual bool SlashAloneEnds => false;

    /// <summary>The word between a table and its alias, with blanks around.</summary>
    public virtual string As => " AS ";

    /// <summary>The word behind WITH of common tables that refer to themselves, with a blank behind.</summary>
    public virtual string Recursive => "RECURSIVE ";

    /// <summary>What makes a query without tables whole, with a blank before.</summary>
    public virtual string FromNothing => "";

    /// <summary>What limits the rows of a query, with a blank before; nothing where that stands elsewhere.</summary>
    public virtual Sql Limit(Scene scene) => $" LIMIT ?i{scene.Maybe($" OFFSET ?i")}";

    /// <summary>The rows behind VALUES: any number of them, where the dialect can.</summary>
    public virtual Sql Rows(Sql row) => $"{new Repeated(row, 4)}";

    /// <summary>A literal text with a secret in it.</summary>
    public abstract string Text(Dressing dressing);

    /// <summary>A literal that may stand for any value but not where a text must: hexadecimal.</summary>
    public virtual string Binary(Dressing dressing) => $"{(dressing.Random.Next(2) == 0 ? "x" : "X")}'{NewHex(dressing)}'";

    /// <summary>A literal number that stands nowhere else.</summary>
    public virtual string Number(Dressing dressing) => dressing.Random.Next(5) switch
    {
        0 => dressing.NewDigits() + ".5",
        1 => dressing.NewDigits() + "e2",
        2 => "." + dressing.NewDigits(),
        _ => dressing.NewDigits(),
    };

    /// <summary>A comment, with the white space it needs behind it.</summary>
    public virtual string Comment(Dressing dressing) => dressing.Random.Next(4) switch
    {
        0 => $"-- {dressing.NewSecret()} ' \" ; DROP TABLE customers\n",
        1 => "/**/",
        2 => $"/* {dressing.NewSecret()} ' DELETE FROM orders; -- \n */",
        _ => "/* \"it's\" ` [ $$ */ ",
    };

    public virtual string Space(Random random) => random.Next(6) switch
    {
        0 => "\n",
        1 => "\r\n",
        2 => "\t",
        3 => " \n\t ",
        4 => "\f",
        _ => "   ",
    };

    /// <summary>Parameter number n, counted from nought.</summary>
    public virtual string Parameter(int index) => string.Create(CultureInfo.InvariantCulture, $"@p{index}");

    /// <summary>A text as a literal, in any way the dialect has.</summary>
    public abstract string Quote(string text, QuotingKind quoting, Random random);

    /// <summary>A name for a hole of a template that only this dialect has.</summary>
    public virtual Name Find(string hole, Scene scene) => throw new ArgumentException($"No template of {Dialect} may have a hole '{hole}'.", nameof(hole));

    /// <summary>What makes trouble within quotes.</summary>
    protected static string NastyText(Random random) => Nasty[random.Next(Nasty.Length)];

    /// <summary>Hexadecimal digits that stand nowhere else.</summary>
    protected static string NewHex(Dressing dressing)
    {
        var hex = Convert.ToHexString(BitConverter.GetBytes(dressing.Random.NextInt64(1L << 50, 1L << 60)));
        dressing.Secrets.Add(hex);
        return hex;
    }

    protected static string SingleQuoted(string content) => $"'{content.Replace("'", "''", StringComparison.Ordinal)}'";

    protected static Name[] Plain(params ReadOnlySpan<string> names)
    {
        var all = new Name[names.Length];
        for (var i = 0; i < names.Length; i++)
            all[i] = new Name(names[i]);
        return all;
    }
}

/// <summary>One way to make statements.</summary>
/// <param name="Name">Names it in reports.</param>
/// <param name="Make">Makes one.</param>
/// <param name="Weight">How often, beside others.</param>
internal sealed record Production(string Name, Func<Scene, Sql> Make, int Weight = 4);
