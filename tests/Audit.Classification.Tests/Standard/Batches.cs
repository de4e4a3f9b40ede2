using Audit.Classification.Tests.Generation;

namespace Audit.Classification.Tests.Standard;

/// <summary>Several statements in one text.</summary>
internal static class Batches
{
    /// <summary>Statements of the standard and of templates, with semicolons between.</summary>
    public static Sql Make(Scene scene, params ReadOnlySpan<(string Text, string Truth)[]> templates)
    {
        var parts = new List<Sql>();
        for (var left = scene.Count(2, 4); left > 0; left--)
        {
            var chosen = templates.IsEmpty ? [] : templates[scene.Random.Next(templates.Length)];
            var template = chosen.Length == 0 ? default : chosen[scene.Random.Next(chosen.Length)];
            var part = scene.Random.Next(3) switch
            {
                0 => Changes.Any(scene),
                1 => Queries.Select(scene).Does("SELECT"),
                _ => template.Text is null ? Changes.InsertSelect(scene) : Template.Make(scene, template.Text, template.Truth),
            };
            parts.Add(part);
        }

        return Of(parts, scene);
    }

    /// <summary>The first statement hides nothing; what the others destroy is hidden by it.</summary>
    public static Sql Of(IReadOnlyList<Sql> parts, Scene scene)
    {
        var batch = Sql.Empty;
        for (var i = 0; i < parts.Count; i++)
        {
            if (i > 0)
                batch.AppendLiteral(scene.Pick("; ", " ; ", ";"));
            if (i > 0)
                parts[i].Via("batch");
            batch.AppendFormatted(parts[i]);
            batch.Parts.Add(parts[i]);
        }

        if (scene.Chance(30))
            batch.AppendLiteral(";");
        return batch;
    }
}
