using Audit.Redaction;
using Audit.Redaction.Texts;
using FsCheck;
using FsCheck.Fluent;

namespace Audit.Tests.Redaction;

/// <summary>A name that smells of a secret does so in whatever spelling and whatever company.</summary>
public sealed class SecretNameTests
{
    private static readonly SecretNames Names = new(new AuditRedactionOptions { SecretNames = { "badge_no", "mfa" } });

    private static readonly string[][] Secrets =
    [
        ["password"], ["pwd"], ["token"], ["api", "key"], ["private", "key"], ["card", "number"], ["ssn"], ["pin"], ["secret"], ["badge", "no"], ["mfa"], ["connection", "string"],
    ];

    private static readonly string[] Company = ["user", "new", "old", "2", "shop", "the", "p", "id", "hash", "value"];

    private static readonly string[] Harmless =
    [
        "shipping", "compass", "author", "discard", "spinner", "pinned", "passage", "tokyo", "cartoon", "opinion", "scar", "wildcardless", "asap", "lotps", "id", "quantity",
    ];

    [Fact]
    public void Whatever_the_spelling_and_the_company() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(5_000),
        Prop.ForAll(Spelled().ToArbitrary(), name => Names.IsSecret(name)));

    [Fact]
    public void Words_that_only_contain_the_letters_of_a_short_one_are_harmless() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2_000),
        Prop.ForAll(
            (from words in Gen.ListOf(Gen.Elements(Harmless.Where(word => word is not "wildcardless").ToArray())) from style in Gen.Choose(0, Styles - 1) select Spell([.. words], style))
                .Where(name => name.Length > 0).ToArbitrary(),
            name => !Names.IsSecret(name)));

    private const int Styles = 6;

    private static Gen<string> Spelled() =>
        from secret in Gen.Elements(Secrets)
        from before in Gen.Elements(Company).ListOf()
        from after in Gen.Elements(Company).ListOf()
        from style in Gen.Choose(0, Styles - 1)
        from prefix in Gen.Elements("", "@", ":", "$", "@__", "--")
        select prefix + Spell([.. before, .. secret, .. after], style);

    private static string Spell(string[] words, int style) => style switch
    {
        0 => string.Join('_', words),
        1 => string.Join('-', words),
        2 => string.Join('_', words).ToUpperInvariant(),
        3 => string.Concat(words.Select(Capital)),
        4 => words.Length == 0 ? "" : words[0] + string.Concat(words.Skip(1).Select(Capital)),
        _ => string.Join('.', words.Select(Capital)),
    };

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
