using TorchSharp.Interop;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Adam (Kingma and Ba, 2015), over all parameters at once.</summary>
    public class Adam : OptimizerHelper
    {
        private static readonly Operator AddOp = new("aten::_foreach_add_", "List");
        private static readonly Operator AddScalarOp = new("aten::_foreach_add_", "Scalar");
        private static readonly Operator AddCDivOp = new("aten::_foreach_addcdiv_", "Scalar");
        private static readonly Operator AddCMulOp = new("aten::_foreach_addcmul_", "Scalar");
        private static readonly Operator DivOp = new("aten::_foreach_div_", "Scalar");
        private static readonly Operator MulOp = new("aten::_foreach_mul_", "Scalar");
        private static readonly Operator SqrtOp = new("aten::_foreach_sqrt");

        private readonly double _beta1, _beta2, _eps;

        public Adam(
            IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
            double weight_decay = 0, bool amsgrad = false, bool maximize = false)
        {
            if (lr < 0) throw new ArgumentException($"Invalid learning rate: {lr}");
            if (beta1 is < 0 or >= 1) throw new ArgumentException($"Invalid beta1 value: {beta1}");
            if (beta2 is < 0 or >= 1) throw new ArgumentException($"Invalid beta2 value: {beta2}");
            if (eps < 0) throw new ArgumentException($"Invalid eps value: {eps}");
            if (weight_decay != 0 || amsgrad || maximize) throw new NotSupportedException("Adam with weight decay, amsgrad or maximize is not supported.");
            (_beta1, _beta2, _eps) = (beta1, beta2, eps);
            Parameter[] all = [.. parameters];
            Groups.Add(new Modules.ParamGroup(all, new OptimizerOptions { LearningRate = lr, InitialLearningRate = lr }));
            foreach (var parameter in all)
                States.Add(parameter, new State(parameter));
        }

        public override Tensor? step(Func<Tensor>? closure = null)
        {
            Tensor? loss = null;
            if (closure is not null)
            {
                using var gradients = enable_grad();
                loss = closure();
            }

            using var quiet = no_grad();
            using var scope = NewDisposeScope();
            foreach (var group in Groups)
            {
                // A parameter that had no gradient in some step lags behind, and its bias correction with it.
                var updates = group.Parameters
                    .Select(parameter => (parameter, gradient: parameter.grad, state: (State)States[parameter]))
                    .Where(update => update.gradient is not null)
                    .GroupBy(update => update.state.step);
                foreach (var update in updates)
                {
                    Step(
                        [.. update.Select(u => u.parameter)], [.. update.Select(u => u.gradient!)], [.. update.Select(u => u.state)],
                        group.LearningRate, update.Key + 1);
                }
            }

            return loss;
        }

        private void Step(Tensor[] parameters, Tensor[] gradients, State[] states, double lr, long step)
        {
            Tensor[] means = [.. states.Select(s => s.exp_avg)];
            Tensor[] squares = [.. states.Select(s => s.exp_avg_sq)];
            MulOp.Run(means, _beta1);
            AddOp.Run(means, gradients, 1 - _beta1);
            MulOp.Run(squares, _beta2);
            AddCMulOp.Run(squares, gradients, gradients, 1 - _beta2);

            var denominators = SqrtOp.CallList(squares.Length, squares);
            DivOp.Run(denominators, Math.Sqrt(1 - Math.Pow(_beta2, step)));
            AddScalarOp.Run(denominators, _eps);
            AddCDivOp.Run(parameters, means, denominators, -lr / (1 - Math.Pow(_beta1, step)));
            foreach (var state in states)
                state.step = step;
        }

        /// <summary>Steps taken and the running means of a parameter's gradient and of its square.</summary>
        public sealed class State : OptimizerState, IDisposable
        {
            public long step;
            public Tensor exp_avg;
            public Tensor exp_avg_sq;

            internal State(Parameter parameter)
            {
                exp_avg = ZerosLike(parameter);
                exp_avg_sq = ZerosLike(parameter);
            }

            public void Dispose()
            {
                exp_avg.Dispose();
                exp_avg_sq.Dispose();
            }

            // A copy keeps the parameter's memory format.
            private static Tensor ZerosLike(Parameter parameter)
            {
                using var quiet = no_grad();
                using var scope = NewDisposeScope();
                return parameter.clone().zero_().DetachFromDisposeScope();
            }
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static Adam Adam(
                IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
                double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);
        }
    }
}
