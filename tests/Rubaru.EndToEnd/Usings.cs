global using Xunit;
using System.Runtime.Versioning;
using Xunit.Sdk;
using Xunit.v3;

[assembly: SupportedOSPlatform("linux")]

// Every person has a profile of their own; a browser for each class would only start more often.
[assembly: AssemblyFixture(typeof(Rubaru.EndToEnd.Chromium))]

// Two at a time: a test waits more than it computes, and three would only wait for each other on a small machine.
[assembly: TestCollectionOrderer(typeof(Rubaru.EndToEnd.LongestFirst))]
[assembly: Parallelization(Mode = ParallelMode.Collections, MaxThreads = 2)]
