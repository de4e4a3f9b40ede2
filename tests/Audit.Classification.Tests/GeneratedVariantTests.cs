using System.Globalization;
using Audit.Classification.Tests.Generation;
using Audit.Statements;

namespace Audit.Classification.Tests;

/// <summary>What must hold of every change to a generated statement, whatever the statement.</summary>
public sealed class GeneratedVariantTests
{
    private const int Count = 3_000;

    private readonly StatementClassifier _classifier = GeneratedStatementTests.NewClassifier();

    public static TheoryData<string> Dialects => GeneratedStatementTests.Dialects;

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Another_name_or_sign_is_another_fingerprint(string dialect)
    {
        var seed = Random.Shared.Next();
        var wrong = new List<string>();
        var grammar = GeneratedStatementTests.Grammars[dialect];
        var random = new Random(seed);
        foreach (var statement in new Generator(grammar).Make(seed, Count))
        {
            if (Changed(statement.Sql, random) is not { } changed)
                continue;
            var text = Dressing.Write(changed, grammar, new Random(1), DressingKind.Plain, []);
            if (Fingerprint(statement.Texts[0], grammar) == Fingerprint(text, grammar))
                wrong.Add($"{statement.Texts[0]}\n    {text}");
        }

        Assert.True(wrong.Count == 0, string.Create(CultureInfo.InvariantCulture, $"seed {seed}, {wrong.Count} have one fingerprint:\n{string.Join('\n', wrong.Take(20))}"));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Cut_anywhere_they_show_no_secret(string dialect)
    {
        var seed = Random.Shared.Next();
        var wrong = new List<string>();
        var grammar = GeneratedStatementTests.Grammars[dialect];
        var random = new Random(seed);
        foreach (var statement in new Generator(grammar).Make(seed, Count))
        {
            foreach (var text in statement.Texts)
            {
                var cut = text[..random.Next(text.Length)];
                var info = _classifier.Classify(cut, grammar.Dialect);
                if (statement.Secrets.FirstOrDefault(secret => info.RedactedText.Contains(Beginning(secret, cut), StringComparison.OrdinalIgnoreCase)) is { } shown)
                    wrong.Add($"{shown} of {cut}\n    {info.RedactedText}");
            }
        }

        Assert.True(wrong.Count == 0, string.Create(CultureInfo.InvariantCulture, $"seed {seed}, {wrong.Count} leak:\n{string.Join('\n', wrong.Take(20))}"));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void A_quote_or_parenthesis_left_open_leaves_them_incomplete(string dialect)
    {
        var seed = Random.Shared.Next();
        var wrong = new List<string>();
        var grammar = GeneratedStatementTests.Grammars[dialect];
        foreach (var statement in new Generator(grammar).Make(seed, Count))
        {
            foreach (var tail in (string[])[" 'open", " ("])
            {
                var info = _classifier.Classify(statement.Texts[0] + tail, grammar.Dialect);
                if (!info.IsIncomplete || info.RedactedText != "<unparsed>")
                    wrong.Add($"{statement.Texts[0]}{tail}\n    {info.RedactedText}");
            }
        }

        Assert.True(wrong.Count == 0, string.Create(CultureInfo.InvariantCulture, $"seed {seed}, {wrong.Count} are taken for whole:\n{string.Join('\n', wrong.Take(20))}"));
    }

    /// <summary>As much of a secret as the cut left of it, if that is enough to tell it by.</summary>
    private static string Beginning(string secret, string cut)
    {
        for (var length = secret.Length - 1; length >= 7; length--)
        {
            if (cut.EndsWith(secret[..length], StringComparison.Ordinal))
                return secret[..length];
        }

        return secret;
    }

    /// <summary>The statement with one name, or one sign, replaced by another.</summary>
    private static Sql? Changed(Sql sql, Random random)
    {
        var places = Enumerable.Range(0, sql.Pieces.Count).Where(index => sql.Pieces[index] is Verbatim { Text: var text } && (IsName(text) || text is "=" or "<" or "*")).ToArray();
        if (places.Length == 0)
            return null;
        var place = places[random.Next(places.Length)];
        var changed = Sql.Empty;
        for (var i = 0; i < sql.Pieces.Count; i++)
        {
            var piece = sql.Pieces[i];
            if (i == place && piece is Verbatim { Text: var text })
                piece = new Verbatim(text switch { "=" => ">=", "<" => ">", "*" => "/", _ => "quite_another" });
            changed.Pieces.Add(piece);
        }

        return changed;
    }

    private static bool IsName(string text) => text is [(>= 'a' and <= 'z') or '"' or '`' or '[', ..];

    private ulong Fingerprint(string text, Grammar grammar) => _classifier.Classify(text, grammar.Dialect).Fingerprint;
}
