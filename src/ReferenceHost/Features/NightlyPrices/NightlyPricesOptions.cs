using System.ComponentModel.DataAnnotations;

namespace ReferenceHost.Features.NightlyPrices;

/// <summary>When prices are marked down; section <c>Shop:NightlyPrices</c>.</summary>
internal sealed class NightlyPricesOptions
{
    public const string SectionName = "Shop:NightlyPrices";

    /// <summary>The time between two runs, a second to seven days.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromDays(1);
}
