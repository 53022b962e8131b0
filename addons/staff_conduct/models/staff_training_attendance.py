from odoo import fields, models


class StaffTrainingAttendance(models.Model):
    """One person on the attendance sheet."""

    _name = "staff.training.attendance"
    _description = "Attendance"
    _inherit = ["customer.record.line.mixin"]
    _record_field = "training_id"
    _rec_name = "employee_id"
    _order = "training_id desc, id"
    _check_company_auto = True

    training_id = fields.Many2one("staff.training", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="training_id.company_id", store=True, index=True)
    date = fields.Date(related="training_id.date")
    employee_id = fields.Many2one(
        "hr.employee", "Person", required=True, index=True, ondelete="restrict", check_company=True
    )
    state = fields.Selection(
        [("expected", "Expected"), ("present", "Present"), ("absent", "Absent"), ("excused", "Excused")],
        required=True,
        default="expected",
    )
    phone_heard = fields.Boolean("Telephone Heard", help="It was neither silent nor on vibration.")

    _once = models.Constraint("UNIQUE(training_id, employee_id)", "The person stands on the sheet already.")
