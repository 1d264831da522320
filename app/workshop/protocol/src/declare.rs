//! How questions and their answers are declared.

/// Messages that are text alone: `texts!(Click, Clicked);`
macro_rules! texts {
    ($($message:ty),* $(,)?) => {
        $(impl crate::Message for $message {})*
    };
}

/// Questions, their answers and names, and where one differs from the others: `questions! { Click => Clicked, "click"; }`
macro_rules! questions {
    ($($question:ty => $answer:ty, $name:literal $({ $($own:tt)* })?;)*) => {
        $(impl crate::Question for $question {
            type Answer = $answer;
            const NAME: &'static str = $name;
            $($($own)*)?
        })*
    };
}
