using Microsoft.Extensions.Options;

namespace Audit.AdoNet.Parameters;

[OptionsValidator]
internal sealed partial class AdoNetParameterOptionsValidator : IValidateOptions<AdoNetParameterOptions>;
