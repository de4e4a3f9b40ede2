using System.Text.RegularExpressions;
using Audit.Classification.Tests.Standard;

namespace Audit.Classification.Tests.Generation;

/// <summary>
/// Productions that are one line long: a text in the language of <see cref="Sql"/> and the truth about it.
/// Holes of the text: <c>{t}</c> <c>{u}</c> <c>{v}</c> tables, <c>{n}</c> <c>{m}</c> new tables, <c>{c}</c> <c>{d}</c> <c>{e}</c> columns,
/// <c>{a}</c> <c>{b}</c> aliases and names of other objects, <c>{where}</c> <c>{all}</c> conditions, <c>{query}</c> a query, <c>{change}</c> a
/// statement, <c>{inert}</c> one that does not run, <c>{inert query}</c> and <c>{inert where}</c> a query and a condition that do not, <c>{list}</c> <c>{rows}</c> lists, <c>{parameter}</c>, <c>{secret}</c> a word and
/// <c>{"secret"}</c> a quoted word that is secret.
/// The truth: verbs, then parts separated by semicolons: <c>w t u</c>, <c>r v</c>, <c>drop_table t</c>, <c>opaque</c>, <c>via cte</c>, <c>only mysql</c>.
/// </summary>
internal static partial class Template
{
    public static IEnumerable<Production> Productions(IEnumerable<(string Text, string Truth)> templates, int weight = 1) =>
        templates.Select(template => new Production(template.Text, scene => Make(scene, template.Text, template.Truth), weight));

    public static Sql Make(Scene scene, string text, string truth)
    {
        var names = new Dictionary<string, Name>(StringComparer.Ordinal);
        var sql = Sql.Empty;
        var from = 0;
        foreach (Match hole in Holes().Matches(text))
        {
            sql.AppendLiteral(text[from..hole.Index]);
            Fill(sql, hole.Groups[1].Value, scene, names);
            from = hole.Index + hole.Length;
        }

        sql.AppendLiteral(text[from..]);
        foreach (var part in truth.Split("; ", StringSplitOptions.RemoveEmptyEntries))
            Tell(sql, part.Split(' '), scene, names);
        return sql;
    }

    private static void Fill(Sql sql, string hole, Scene scene, Dictionary<string, Name> names)
    {
        switch (hole)
        {
            case "where":
                sql.AppendFormatted(Conditions.Bounded(scene));
                break;
            case "all":
                sql.AppendFormatted(Conditions.AlwaysTrue(scene));
                break;
            case "query":
                sql.AppendFormatted(Queries.Select(scene));
                break;
            case "change":
                sql.AppendFormatted(Changes.Any(scene));
                break;
            case "inert":
                sql.AppendFormatted((scene.Chance(50) ? Changes.Any(scene) : Queries.Select(scene)).Inert());
                break;
            case "inert where":
                sql.AppendFormatted(Conditions.Bounded(scene).Inert());
                break;
            case "inert query":
                sql.AppendFormatted(Queries.Select(scene).Inert());
                break;
            case "list":
                sql.AppendFormatted(new Repeated($"?", 5));
                break;
            case "rows":
                sql.AppendFormatted(scene.Grammar.Rows($"(?, ?)"));
                break;
            case "parameter":
                sql.AppendFormatted(new Parameter());
                break;
            case "secret":
                sql.AppendFormatted(new Secret());
                break;
            case "\"secret\"":
                sql.AppendFormatted(new Secret("\"", "\""));
                break;
            case "question":
                sql.AppendFormatted(new Verbatim("?"));
                break;
            case "semicolon":
                sql.AppendFormatted(new Verbatim("; "));
                break;
            case ['\'', .. var inner, '\'']:
                var within = Sql.Empty;
                Fill(within, inner, scene, names);
                sql.AppendFormatted(within.Quoted());
                break;
            default:
                sql.AppendFormatted(Find(hole, scene, names));
                break;
        }
    }

    private static Name Find(string hole, Scene scene, Dictionary<string, Name> names)
    {
        if (!names.TryGetValue(hole, out var name))
        {
            name = hole switch
            {
                "t" or "u" or "v" => scene.Table(),
                "n" or "m" => scene.NewTable(),
                "c" or "d" or "e" => scene.Column(),
                "a" or "b" => scene.Alias(),
                // Written out in the text.
                "orders" or "public.zz" => new Name(hole),
                _ => scene.Grammar.Find(hole, scene),
            };
            names.Add(hole, name);
        }

        return name;
    }

    private static void Tell(Sql sql, string[] words, Scene scene, Dictionary<string, Name> names)
    {
        switch (words[0])
        {
            case "w":
                foreach (var table in words[1..])
                    sql.Writes(Find(table, scene, names));
                break;
            case "r":
                foreach (var table in words[1..])
                    sql.Reads(Find(table, scene, names));
                break;
            case "opaque":
                sql.Opaque();
                break;
            case "via":
                sql.Via(words[1]);
                break;
            case "only":
                sql.OnlyFor(words[1]);
                break;
            case var verb when char.IsAsciiLetterUpper(verb[0]):
                foreach (var operation in words)
                    sql.Does(operation.Replace('_', ' '));
                break;
            default:
                sql.Because(words[0], words.Length > 1 ? Find(words[1], scene, names) : null);
                break;
        }
    }

    [GeneratedRegex("""\{([^{}]+)\}""")]
    private static partial Regex Holes();
}
