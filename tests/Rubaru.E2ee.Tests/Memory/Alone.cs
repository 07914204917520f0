using Xunit;

namespace Rubaru.E2ee.Tests.Memory;

/// <summary>Tests that look into the memory of the process: no other test may have, or collect, what is looked for.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
