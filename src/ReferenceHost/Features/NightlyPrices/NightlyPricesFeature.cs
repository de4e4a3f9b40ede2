namespace ReferenceHost.Features.NightlyPrices;

internal static class NightlyPricesFeature
{
    public static void AddNightlyPrices(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<NightlyPricesOptions>().BindConfiguration(NightlyPricesOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddAuditedHostedService<NightlyPricesJob>("nightly-prices");
    }
}
