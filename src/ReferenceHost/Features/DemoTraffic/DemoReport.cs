using System.Globalization;
using System.Text;
using ReferenceHost.Features.Sql;

namespace ReferenceHost.Features.DemoTraffic;

/// <summary>Tells what was done and where to look at it.</summary>
internal static class DemoReport
{
    private const string Query = "SELECT actor_type, actor_id, api_key_id, count() AS events, countIf(destructive) AS destructive FROM audit_logs GROUP BY ALL ORDER BY events DESC";

    public static string Of(IReadOnlyList<DemoTally> tallies, TimeSpan took, long? recorded, DemoTarget target, bool isOwn)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{tallies.Sum(static tally => tally.Requests)} requests in {took.TotalSeconds:0.0} s{Recorded(recorded)}.");
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"  {"",-26}{"done",8}{"refused",10}{"failed",8}");
        foreach (var tally in tallies)
            text.AppendLine(CultureInfo.InvariantCulture, $"  {tally.Shopper.Name,-26}{tally.Succeeded,8}{tally.Refused,10}{tally.Failed,8}");
        text.AppendLine();
        text.AppendLine(isOwn
            ? "Start the host (dotnet run --project src/ReferenceHost); it prints a token. Then look at who did what:"
            : "Look at who did what, with the token that the host printed when it started:");
        text.Append(CultureInfo.InvariantCulture, $"  curl -u dev:TOKEN {target.Address.GetLeftPart(UriPartial.Authority)}{SqlFeature.Path} --data-binary '{Query} FORMAT PrettyCompact'");
        return text.ToString();
    }

    private static string Recorded(long? count) => count is > 0 ? string.Create(CultureInfo.InvariantCulture, $"; the host recorded {count} events meanwhile") : "";
}
